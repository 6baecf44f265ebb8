/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {

    private static final String PROPERTY = "org.sqlite.tmpdir";

    @TempDir
    Path temp;

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void whatAKilledProcessLeftIsGoneWithTheNextStart() throws IOException {
        Path left = Files.createDirectories(temp.resolve("native")).resolve("sqlite-1-libsqlitejdbc.so");
        Files.writeString(left, "old");
        try (Home home = Home.take(temp).orElseThrow()) {
            Natives.into(home);
        }
        assertThat(left).doesNotExist();
        assertThat(System.getProperty(PROPERTY))
                .isEqualTo(temp.resolve("native").toString());
    }

    @Test
    void whoeverSaidAnotherPlaceIsHeard() {
        System.setProperty(PROPERTY, "/elsewhere");
        try (Home home = Home.take(temp).orElseThrow()) {
            Natives.into(home);
        }
        assertThat(System.getProperty(PROPERTY)).isEqualTo("/elsewhere");
    }
}
