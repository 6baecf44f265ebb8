/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {

    @TempDir
    Path folder;

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A channel that an interrupted thread writes to is closed for everybody. */
    @Test
    void whoIsInterruptedWritesAllTheSameAndStaysInterrupted() throws IOException {
        Path file = folder.resolve("journal");
        try (FileDisk disk = new FileDisk(file)) {
            disk.append(line("one"));
            Thread.currentThread().interrupt();
            disk.append(line("two"));
            assertThat(Thread.interrupted()).isTrue();
            disk.replace(line("both"));
            disk.append(line("three"));
        }
        assertThat(Files.readString(file)).isEqualTo("both\nthree\n");
    }
}
