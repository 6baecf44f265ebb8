/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.allmende.testkit.runtime.Allmende;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as the shell sees it: its one line, its signals, its exit status, and what it says when it cannot start. */
@Timeout(180)
class ProgramTest {

    @TempDir
    Path directory;

    @Test
    void saysOneLineWhenReadyAndEndsWithZeroOnSigterm() {
        try (Allmende suite = Allmende.start(home())) {
            assertThat(suite.anonymous().get("/health").status()).isEqualTo(200);
            Allmende.Ended ended = suite.stop();
            assertThat(ended.status()).as(ended.errors()).isZero();
            assertThat(ended.output()).isEmpty();
        }
    }

    @Test
    void aTakenPortIsNamedWithTheCure() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Allmende.Ended ended =
                    Allmende.run("start", "--home", home().toString(), "--port", "" + taken.getLocalPort());
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.errors().lines())
                    .singleElement()
                    .asString()
                    .contains("Port " + taken.getLocalPort(), "--port");
            assertThat(ended.output()).isEmpty();
        }
    }

    @Test
    void aHomeInUseNamesWhoHoldsIt() {
        try (Allmende suite = Allmende.start(home())) {
            Allmende.Ended ended = Allmende.run("start", "--home", home().toString(), "--port", "0");
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.errors().lines())
                    .singleElement()
                    .asString()
                    .contains(home().toString(), "process " + suite.pid(), "--home");
        }
    }

    @Test
    void aHomeThatCannotBeWrittenNamesTheCure() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        Allmende.Ended ended = Allmende.run(
                "start", "--port", "0", "--home", file.resolve("home").toString());
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.errors().lines()).singleElement().asString().contains("cannot be written", "--home");
    }

    @Test
    void wrongUsageIsStatusTwo() {
        assertThat(Allmende.run("start", "--port", "many").status()).isEqualTo(2);
        assertThat(Allmende.run("start", "--no-such-option").status()).isEqualTo(2);
    }

    @Test
    void withoutAJavaItSaysWhatToInstall() throws IOException {
        // Only what the script itself needs is on this path.
        Path bin = Files.createDirectories(directory.resolve("bin"));
        for (String tool : new String[] {"env", "bash", "dirname", "readlink"}) {
            Path script = Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Allmende.Ended ended = Allmende.run(
                Map.of("PATH", bin.toString(), "JAVA_HOME", "/nowhere", "ALLMENDE_JAVA_SEARCH", "/nowhere/*"),
                "--version");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.errors()).contains("Java 21 or newer", "apt-get install");
    }

    @Test
    void aWordIsCarriedOutByTheSuiteThatRuns() throws IOException {
        try (Allmende suite = Allmende.start(home())) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(suite.home().resolve("socket"))))
                    .isEqualTo("rw-------");
            Allmende.Ended ended = Allmende.run("help", "--home", home().toString());
            assertThat(ended.status()).as(ended.errors()).isZero();
            assertThat(ended.output()).startsWith("Words of this suite:");
        }
    }

    @Test
    void aWordIsCarriedOutWhereNoSuiteRuns() {
        Allmende.Ended ended = Allmende.run("no-such-word", "--home", home().toString());
        assertThat(ended.status()).as(ended.errors()).isEqualTo(2);
        assertThat(ended.errors()).startsWith("There is no word no-such-word.");
        assertThat(home().resolve("socket")).doesNotExist();
    }

    @Test
    void aHomeWithALongNameHasASocketAllTheSame() {
        Path home = directory.resolve("a-community-with-a-name-".repeat(6)).resolve("home");
        try (Allmende suite = Allmende.start(home)) {
            assertThat(Allmende.run("help", "--home", home.toString()).status()).isZero();
        }
        assertThat(home.resolve("socket")).doesNotExist();
    }

    @Test
    void afterAWarmUpClassesComeFromTheCache() throws Exception {
        Path dist = Files.createDirectory(directory.resolve("dist"));
        for (String part : List.of("bundles", "features", "lib", "runtime.json")) {
            Files.createSymbolicLink(dist.resolve(part), Allmende.distribution().resolve(part));
        }
        Path bin = Files.createDirectory(dist.resolve("bin"));
        for (String script : List.of("allmende", "warm", "find-jdk")) {
            Files.copy(Allmende.distribution().resolve("bin/" + script), bin.resolve(script), COPY_ATTRIBUTES);
        }
        Process warm = new ProcessBuilder(bin.resolve("warm").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(warm.getInputStream().readAllBytes());
        assertThat(warm.waitFor()).as(said).isZero();
        assumeTrue(Files.exists(dist.resolve("aot")), "Java older than 25 has no AOT cache");

        Path log = directory.resolve("classes");
        ProcessBuilder help = new ProcessBuilder(bin.resolve("allmende").toString(), "--version");
        help.environment().put("ALLMENDE_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
        assertThat(help.start().waitFor()).isZero();
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains("org.allmende.launcher.Main") && line.contains("shared objects file"));
    }

    private Path home() {
        return directory.resolve("home");
    }
}
