/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.allmende.itests.support.Allmende;
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

    private Path home() {
        return directory.resolve("home");
    }
}
