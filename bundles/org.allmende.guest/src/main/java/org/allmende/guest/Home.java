/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.guest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory in which the suite keeps all it has, held by one process at a time, and nobody else's to read. */
final class Home implements AutoCloseable {

    private final FileChannel lock;

    private Home(FileChannel lock) {
        this.lock = lock;
    }

    /**
     * @throws IllegalStateException if another process holds it
     * @throws IOException if it cannot be made or written
     */
    static Home take(Path place) throws IOException {
        make(place);
        FileChannel channel = FileChannel.open(
                place.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
                return new Home(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Told below.
        }
        channel.close();
        throw new IllegalStateException(
                "The home " + place + " is in use by another process. Cure: stop that process, or"
                        + " give each its own by the property allmende.home");
    }

    private static void make(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            return;
        }
        Files.createDirectories(place);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
