/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where indexes lie: {@code search/<format>/<folder>}, and a file {@code current} that names the one in use. An index that
 * is being built lies beside it; naming it in {@code current} is one atomic step, so after a crash there is the old or the
 * new one. Two generations of the same format share the folder; another format has its own.
 */
final class Shelf {

    /** Changes whenever an index written by this code would be read wrongly by the code before, or the other way round. */
    static final String FORMAT = "2";

    private static final String CURRENT = "current";
    private static final String WANTED = "wanted";

    private final Path root;

    /** @param home the folder {@code search} of the suite's home */
    Shelf(Path home) {
        this.root = home.resolve(FORMAT);
    }

    void make() throws IOException {
        Files.createDirectories(root);
    }

    /** The name of the folder in use. */
    Optional<String> current() throws IOException {
        try {
            String name = Files.readString(root.resolve(CURRENT), StandardCharsets.UTF_8)
                    .strip();
            return Optional.of(name).filter(n -> n.matches("[a-z0-9-]+") && Files.isDirectory(root.resolve(n)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (java.nio.charset.MalformedInputException e) {
            return Optional.empty();
        }
    }

    Path folder(String name) {
        return root.resolve(name);
    }

    /** From now on {@code name} is the one in use. */
    void use(String name) throws IOException {
        Path fresh = root.resolve(CURRENT + ".new");
        Files.writeString(fresh, name, StandardCharsets.UTF_8);
        try (var file = java.nio.channels.FileChannel.open(fresh, java.nio.file.StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(fresh, root.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes every folder but these. */
    void keepOnly(java.util.Set<String> names) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path folder : folders) {
                if (!names.contains(folder.getFileName().toString())) {
                    delete(folder);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Asks whoever holds the writer to let go of it. */
    void ask() throws IOException {
        Files.writeString(root.resolve(WANTED), "", StandardCharsets.UTF_8);
    }

    /** Whether somebody waits for the writer. */
    boolean asked() {
        return Files.exists(root.resolve(WANTED));
    }

    void granted() throws IOException {
        Files.deleteIfExists(root.resolve(WANTED));
    }

    /** Bytes of a folder's files. */
    long size(String name) {
        try (Stream<Path> files = Files.list(root.resolve(name))) {
            return files.mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            return 0; // merged away meanwhile
                        }
                    })
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }
}
