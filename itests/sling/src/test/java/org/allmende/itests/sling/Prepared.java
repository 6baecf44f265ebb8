/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.sling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/**
 * A home that Sling CMS made from nothing and was stopped on, so that tests can start on copies of it. Made once a build, and again
 * when what it is made of has changed.
 *
 * @param wiring of the run that made it
 */
record Prepared(Path home, Wiring wiring) {

    private static final Path DIRECTORY = Path.of("target/prepared").toAbsolutePath();
    /** Written last: what the home was made of. */
    private static final Path MADE = DIRECTORY.resolve("made-of");

    static synchronized Prepared get() {
        Path home = DIRECTORY.resolve("home");
        Path wiring = DIRECTORY.resolve("wiring");
        try {
            String of = SlingCms.java() + " " + new TreeMap<>(SlingCms.found());
            if (!Files.exists(MADE) || !Files.readString(MADE).equals(of)) {
                Directories.delete(DIRECTORY);
                Files.createDirectories(DIRECTORY);
                try (SlingCms cold = SlingCms.start(home)) {
                    Files.write(wiring, cold.wiring().lines());
                    cold.stop();
                }
                Files.writeString(MADE, of);
            }
            return new Prepared(home, new Wiring(Files.readAllLines(wiring)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
