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
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.path())))
                    .isEqualTo("rwx------");
        }
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
