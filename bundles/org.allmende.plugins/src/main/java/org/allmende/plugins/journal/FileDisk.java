/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A journal in a file, forced to the disk line by line. */
public final class FileDisk implements Disk, AutoCloseable {

    private final Path file;
    private FileChannel channel;
    /** Where the last whole line ends. */
    private long end;

    private volatile boolean closed;

    public FileDisk(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.getParent());
        open();
        end = channel.size();
    }

    private void open() throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.position(channel.size());
    }

    @Override
    public byte[] read() throws IOException {
        return Files.readAllBytes(file);
    }

    @Override
    public void append(byte[] line) throws IOException {
        // An interrupted thread would close the file for all others.
        boolean interrupted = Thread.interrupted();
        try {
            appendNow(line);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void appendNow(byte[] line) throws IOException {
        if (!channel.isOpen() && !closed) {
            // Somebody was interrupted in the middle of a line; the line is cut off again.
            open();
            channel.truncate(end);
            channel.position(end);
        }
        long before = channel.position();
        try {
            write(channel, line);
            channel.force(false);
            end = channel.position();
        } catch (IOException e) {
            takeBack(before, e);
            throw e;
        }
    }

    private void takeBack(long size, IOException cause) {
        try {
            channel.truncate(size);
            channel.position(size);
            channel.force(false);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void replace(byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel whole = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(whole, content);
            whole.force(true);
        }
        channel.close();
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        open();
        end = channel.size();
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }
}
