/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    Path directory;

    @Test
    void belongsToOneProcessAtATimeAndSaysWhose() {
        Path path = directory.resolve("home");
        try (Home home = Home.take(path).orElseThrow()) {
            assertThat(home.path()).isEqualTo(path);
            assertThat(Home.take(path)).isEmpty();
            assertThat(Home.holder(path))
                    .isEqualTo("process " + ProcessHandle.current().pid());
        }
        try (Home again = Home.take(path).orElseThrow()) {
            assertThat(again.path()).isEqualTo(path);
        }
    }

    @Test
    void isNobodyElsesBusiness() throws IOException {
        try (Home home = Home.take(directory.resolve("deep/home")).orElseThrow()) {
            assertThat(permissions(home.path())).isEqualTo("rwx------");
            assertThat(home.readable()).isEmpty();
        }
    }

    @Test
    void staysAsItWasMadeAndItsPartsAreClosedToOthers() throws IOException {
        Path path = Files.createDirectory(directory.resolve("home"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path store = Files.createDirectory(path.resolve("store"));
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (Home home = Home.take(path).orElseThrow()) {
            assertThat(permissions(path)).isEqualTo("rwxr-xr-x");
            for (String part : List.of("store", "log", "plugins")) {
                assertThat(permissions(path.resolve(part))).as(part).isEqualTo("rwx------");
            }
            assertThat(home.readable()).as("what is warned of").containsExactly(path);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void namesTheCureWhereItCannotBeMade() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        assertThatThrownBy(() -> Home.take(file.resolve("home")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(file + "/home cannot be written")
                .hasMessageContaining("--home");
    }
}
