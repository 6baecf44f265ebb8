/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that are whole once they have their name. */
public final class Durable {

    private Durable() {}

    public static void write(Path file, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(file.getParent(), "writing", ".part");
        try {
            Files.write(temporary, content);
            name(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Gives a file that has been written its name, once it is on the disk. */
    public static void name(Path temporary, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
