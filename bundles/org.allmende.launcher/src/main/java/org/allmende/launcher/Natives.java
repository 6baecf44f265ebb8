/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where SQLite's native library is unpacked to: below the home, where the next start finds and removes it. In the system's
 * temporary directory each process that is killed, or halts once it has stopped, would leave a megabyte for ever.
 */
final class Natives {

    private static final String PROPERTY = "org.sqlite.tmpdir";
    private static final long ROOM = 16 << 20;

    private Natives() {}

    /** Whoever has said another place, for a home on a disk from which nothing may be run, is heard. */
    static void into(Home home) {
        if (System.getProperty(PROPERTY) == null) {
            Path folder = home.path().resolve("native");
            if (isReady(folder)) {
                System.setProperty(PROPERTY, folder.toString());
            }
        }
    }

    /** On a full disk the library goes where it went before: the site has to start, to say that the disk is full. */
    private static boolean isReady(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Path left : files(folder)) {
                Files.delete(left);
            }
            return Files.getFileStore(folder).getUsableSpace() > ROOM;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
