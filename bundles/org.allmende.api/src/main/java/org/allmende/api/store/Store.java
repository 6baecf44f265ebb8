/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** Reads never wait for writers; writes are grouped and acknowledged when they are on disk. A runtime service; thread-safe. */
@ProviderType
public interface Store {

    /**
     * Runs {@code work} against one consistent state, on the caller's thread, for at most 2 seconds. A read inside a read
     * belongs to it.
     *
     * @throws Unavailable if it lasted longer or the store can't be read
     */
    <T> T read(Function<Reader, T> work);

    /**
     * Applies a unit, wholly or not at all. The stage completes once it is on disk, or exceptionally with {@link Conflict}
     * (the state is not as the unit expected), {@link Duplicate} ({@link Unit#once} was seen before) or {@link Unavailable}
     * (disk full, closing, too much waiting; nothing was kept). A mistake in the unit itself, such as SQL that can't be read,
     * is an {@link IllegalArgumentException}. What is hung on the stage runs on a thread of its own.
     */
    CompletionStage<Committed> write(Unit unit);

    /** As {@link #write}, waiting for it; throws what the stage would have completed with. */
    default Committed writeNow(Unit unit) {
        try {
            return write(unit).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Runs {@code work} on the caller's thread as a rehearsal: it reads as ever, and what it writes on that thread is refused
     * with {@link Unavailable}. For running code once more whose effects nobody asked for.
     */
    void rehearse(Runnable work);

    /**
     * What was kept.
     *
     * @param firstOffset the offset of the unit's first event, or the newest offset if it has none
     * @param lastOffset the offset of its last event, likewise
     */
    record Committed(long firstOffset, long lastOffset) {}

    /** The state is not what a unit expected: somebody was faster. */
    final class Conflict extends RuntimeException {
        public Conflict(String message) {
            super(message);
        }
    }

    /** A unit of the same {@link Unit#once} has been kept before. */
    final class Duplicate extends RuntimeException {
        public Duplicate(String message) {
            super(message);
        }
    }

    /** The store can't do it now; nothing was kept. */
    final class Unavailable extends RuntimeException {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
