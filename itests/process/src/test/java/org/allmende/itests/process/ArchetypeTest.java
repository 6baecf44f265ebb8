/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.allmende.itests.support.Await;
import org.allmende.testkit.runtime.Allmende;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an integrator does: the project that the archetype makes is built outside the house, installed, swapped while it is written,
 * and removed. Maven gets what the house gives in a repository of its own, and all else from what is fetched already.
 */
@Timeout(600)
class ArchetypeTest {

    private static final Path HOUSE = Path.of("../..").toAbsolutePath().normalize();

    /** What a project of an integrator asks the house for, with what that needs. */
    private static final List<String> GIVEN = List.of(
            "org.allmende.api",
            "org.allmende.lib.jte",
            "org.allmende.testkit",
            "org.allmende.storage",
            "org.allmende.text",
            "org.allmende.lib.icu",
            "org.allmende.lib.markdown");

    @TempDir
    Path directory;

    private Path project() throws IOException {
        Path made = HOUSE.resolve("examples/archetype/target/test-classes/projects/basic/project/org.sample.polls");
        Path project = directory.resolve("polls");
        copy(made, project);
        return project;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void aProjectOfTheArchetypeIsBuiltInstalledSwappedAndRemoved() throws Exception {
        Path project = project();
        giveWhatTheHouseGives();
        build(project);
        Path archive = project.resolve("target/polls-1.0.0.zip");
        assertThat(archive).exists();

        Path home = directory.resolve("home");
        try (Allmende suite = Allmende.start(home, "--allow-unsigned")) {
            suite.install(archive);
            String space = suite.admin()
                    .post("/api/v1/spaces", Map.of("name", "Garden"))
                    .good()
                    .json()
                    .get("id")
                    .stringValue();
            suite.admin()
                    .post("/api/v1/topics", Map.of("space", space, "title", "Slugs", "body", "They ate it all."))
                    .good();
            Await.until("the panel", () -> suite.anonymous().get("/").body().contains("New here"), true);
            suite.swapUnderLoad("polls", 2, List.of("/polls", "/")).assertLossless();

            Process dev = dev(project, home);
            try {
                Path words = project.resolve("src/main/resources/OSGI-INF/l10n/messages.properties");
                Files.writeString(words, Files.readString(words).replace("New here", "Just arrived"));
                build(project);
                Await.until("the panel", () -> suite.anonymous().get("/").body().contains("Just arrived"), true);
            } finally {
                dev.destroy();
                dev.waitFor(30, TimeUnit.SECONDS);
            }
            suite.admin().delete("/api/v1/plugins/polls?wait=true").good();
            assertThat(suite.anonymous().get("/").good().body()).doesNotContain("Just arrived");
            assertThat(suite.anonymous().get("/polls").status()).isEqualTo(404);
        }
    }

    private static Process dev(Path project, Path home) throws IOException {
        return new ProcessBuilder(
                        Allmende.distribution().resolve("bin/allmende").toString(),
                        "dev",
                        project.toString(),
                        "--home",
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(project.resolve("dev.log").toFile())
                .start();
    }

    private void giveWhatTheHouseGives() throws IOException {
        place("allmende", "pom", HOUSE.resolve("pom.xml"));
        for (String bundle : GIVEN) {
            Path module = HOUSE.resolve("bundles").resolve(bundle);
            place(bundle, "pom", module.resolve("pom.xml"));
            try (Stream<Path> made = Files.list(module.resolve("target"))) {
                place(
                        bundle,
                        "jar",
                        made.filter(file -> file.getFileName().toString().equals(bundle + "-1.0.0.jar"))
                                .findFirst()
                                .orElseThrow());
            }
        }
    }

    private void place(String artifact, String type, Path file) throws IOException {
        Path place = Files.createDirectories(directory.resolve("repository/org/allmende/" + artifact + "/1.0.0"));
        Files.copy(file, place.resolve(artifact + "-1.0.0." + type));
    }

    /** As {@code mvn package}, with nothing from the network. */
    private void build(Path project) throws IOException, InterruptedException {
        Path settings = Files.writeString(directory.resolve("settings.xml"), """
                <settings><mirrors><mirror>
                  <id>fetched</id><mirrorOf>*</mirrorOf><url>%s</url>
                </mirror></mirrors></settings>""".formatted(
                        Path.of(System.getProperty("maven.fetched")).toUri()));
        Path log = directory.resolve("build.log");
        Process maven = new ProcessBuilder(
                        Path.of(System.getProperty("maven.home"), "bin/mvn").toString(),
                        "-B",
                        "-ntp",
                        "-s",
                        settings.toString(),
                        "-Dmaven.repo.local=" + directory.resolve("repository"),
                        "-DskipITs",
                        "package")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(maven.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(maven.exitValue()).as(() -> read(log)).isZero();
        assertThat(read(log)).contains("Tests run: 1");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
