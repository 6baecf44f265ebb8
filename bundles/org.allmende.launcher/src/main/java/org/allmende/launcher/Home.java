/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory in which a deployment keeps all it has, held by one process at a time.
 *
 * <p>The lock is the operating system's, so a killed process leaves none behind; the file's text merely says who holds it.
 */
final class Home implements AutoCloseable {

    /** What lies below a home and tells what members wrote and did, or is run. The framework makes its cache itself, of public code. */
    private static final List<String> PARTS = List.of("store", "log", "plugins", "search");

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final Path path;
    private final FileChannel lock;

    private Home(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * @return empty if another process holds it
     * @throws Failure if it cannot be made or written
     */
    static Optional<Home> take(Path path) {
        FileChannel channel = null;
        try {
            make(path);
            channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock held = channel.tryLock();
            if (held == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(pid));
            return Optional.of(new Home(path, channel));
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Failure(
                    "The home " + path + " cannot be written (" + reason(e)
                            + "). Make it writable, or name another directory with --home.",
                    e);
        }
    }

    /** Who holds the home, as far as it has said. */
    static String holder(Path path) {
        try {
            String pid = Files.readString(path.resolve("lock")).strip();
            return pid.isEmpty() ? "another process" : "process " + pid;
        } catch (IOException e) {
            return "another process";
        }
    }

    Path path() {
        return path;
    }

    /**
     * What others on this machine may read, the home itself or a part of it: a home that was there before stays as its owner
     * made it.
     */
    List<Path> readable() {
        List<Path> readable = new ArrayList<>();
        for (Path part : Stream.concat(Stream.of(path), PARTS.stream().map(path::resolve))
                .toList()) {
            if (isOpen(part)) {
                readable.add(part);
            }
        }
        return readable;
    }

    /** What members wrote is nobody else's business on a shared machine. */
    private static void make(Path path) throws IOException {
        boolean there = Files.isDirectory(path);
        Files.createDirectories(path);
        if (!there) {
            shut(path);
        }
        for (String part : PARTS) {
            shut(Files.createDirectories(path.resolve(part)));
        }
    }

    private static void shut(Path directory) throws IOException {
        if (!isOpen(directory)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (FileSystemException e) {
            // Somebody else's, such as a mounted volume: it can be used all the same, and readable() names it.
        }
    }

    private static boolean isOpen(Path directory) {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        try {
            return Files.getPosixFilePermissions(directory).stream().anyMatch(OTHERS::contains);
        } catch (IOException e) {
            return false; // whoever can't see it is told so where it is used
        }
    }

    private static String reason(IOException e) {
        String name = e.getClass().getSimpleName().replace("Exception", "");
        String text = e.getMessage() == null ? "" : e.getMessage();
        return e.getClass() == IOException.class ? text : name + (text.isEmpty() ? "" : ": " + text);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The process is about to end, and its locks with it.
        }
    }
}
