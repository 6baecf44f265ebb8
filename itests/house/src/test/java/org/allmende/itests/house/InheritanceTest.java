/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A header changed in the root bnd.bnd reaches every manifest: changed in a copy of the house, which is then built. */
@Timeout(300)
class InheritanceTest {

    @TempDir
    Path copy;

    @Test
    void aHeaderChangedAtTheRootReachesEveryManifest() throws Exception {
        List<String> folders = House.folders();
        for (String folder : folders) {
            // Without sources: the headers are made from bnd.bnd files alone, and that takes a moment only.
            Path from = House.ROOT.resolve("bundles").resolve(folder);
            Path to = Files.createDirectories(copy.resolve("bundles").resolve(folder));
            Files.writeString(to.resolve("bnd.bnd"), withoutContents(House.text(from.resolve("bnd.bnd"))));
            Files.writeString(
                    to.resolve("pom.xml"),
                    House.text(from.resolve("pom.xml"))
                            .replaceFirst("(?s)<dependencies>.*</build>|<dependencies>.*</dependencies>", ""));
        }
        copy("cnf");
        Files.writeString(copy.resolve("pom.xml"), withModules(folders));
        Files.writeString(
                copy.resolve("bnd.bnd"),
                House.text(House.ROOT.resolve("bnd.bnd"))
                                .replaceAll("(?m)^Bundle-Vendor:.*$", "Bundle-Vendor: Somebody else")
                        + "\nAllmende-Probe: reached\n");
        build();
        for (String folder : folders) {
            Path manifest = copy.resolve("bundles").resolve(folder).resolve("target/classes/META-INF/MANIFEST.MF");
            assertThat(Files.readString(manifest))
                    .as(folder)
                    .contains("Bundle-Vendor: Somebody else")
                    .contains("Allmende-Probe: reached");
        }
    }

    /** What a library wraps is not on the copy's class path. */
    private static String withoutContents(String bnd) {
        return bnd.replaceAll(
                "(?ms)^(-includeresource|-exportcontents|Export-Package|Import-Package|Private-Package|-conditionalpackage|Allmende-Contracts)\\b.*?(?<!\\\\)$\\n?",
                "");
    }

    private static String withModules(List<String> folders) {
        StringBuilder modules = new StringBuilder("<modules>");
        folders.forEach(
                folder -> modules.append("<module>bundles/").append(folder).append("</module>"));
        return House.text(House.ROOT.resolve("pom.xml"))
                .replaceFirst(
                        "(?s)<modules>.*?</modules>",
                        modules.append("</modules>").toString());
    }

    private void build() throws IOException, InterruptedException {
        Path output = copy.resolve("build.log");
        ProcessBuilder maven = new ProcessBuilder(
                        Path.of(System.getProperty("house.maven"), "bin/mvn").toString(),
                        "-B",
                        "-q",
                        "-o",
                        "-Dmaven.repo.local=" + System.getProperty("house.repository"),
                        "-Dspotless.check.skip=true",
                        "-Dexec.skip=true",
                        "-Dmdep.skip=true",
                        "-Dmaven.antrun.skip=true",
                        "process-classes")
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Process process = maven.start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("Maven ended").isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private void copy(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(House.ROOT.resolve(folder))) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    Path target = copy.resolve(House.ROOT.relativize(file));
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
