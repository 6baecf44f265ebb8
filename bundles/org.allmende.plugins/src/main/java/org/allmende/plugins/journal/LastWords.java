/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the virtual machine before this one said when it ended by a fault of its own. It is asked to leave a word in the home
 * when memory runs out or it crashes ({@code bin/allmende}); a kill or a power failure leaves none, and is nobody's fault here.
 */
public final class LastWords {

    /** Why it ended. */
    public enum Fault {
        OUT_OF_MEMORY("out-of-memory"),
        CRASH("crash");

        private final String word;

        Fault(String word) {
            this.word = word;
        }

        static Optional<Fault> of(String word) {
            for (Fault fault : values()) {
                if (fault.word.equals(word)) {
                    return Optional.of(fault);
                }
            }
            return Optional.empty();
        }
    }

    private final Path file;

    /** @param home of the deployment */
    public LastWords(Path home) {
        this.file = home.resolve("last-words");
    }

    /** Empty if there are none, or none that are understood. */
    public Optional<Fault> fault() throws IOException {
        return Files.exists(file)
                ? Fault.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    /** They have been heeded, and say nothing about the process that runs now. */
    public void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
