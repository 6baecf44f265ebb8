/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The newest sealed entry of the audit trail, kept beside the store: in a trail whose end was cut off, or whose seals were taken
 * away to be made anew, nothing else is missing. Not safe for concurrent use.
 */
final class AuditHead {

    private static final String NAME = "audit.head";

    private final Path file;
    private Optional<Sealed> newest;

    record Sealed(long id, String hash) {}

    /** @throws UncheckedIOException if there is one that cannot be read */
    AuditHead(Path home) {
        this.file = home.resolve(NAME);
        this.newest = read();
    }

    Path file() {
        return file;
    }

    Optional<Sealed> newest() {
        return newest;
    }

    /** Kept when it returns, also over a power failure. */
    void move(Sealed to) {
        Path fresh = file.resolveSibling(NAME + ".new");
        try {
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer line = StandardCharsets.US_ASCII.encode(to.id() + " " + to.hash() + "\n");
                while (line.hasRemaining()) {
                    out.write(line);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The end of the audit trail can't be noted in " + file, e);
        }
        newest = Optional.of(to);
    }

    /** What is no head of ours fits no entry, and is so found out. */
    private Optional<Sealed> read() {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String[] parts =
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip().split(" ");
            boolean good = parts.length == 2 && parts[0].matches("[0-9]{1,18}");
            return Optional.of(good ? new Sealed(Long.parseLong(parts[0]), parts[1]) : new Sealed(0, ""));
        } catch (IOException e) {
            throw new UncheckedIOException("The end of the audit trail can't be read from " + file, e);
        }
    }
}
