/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.util.concurrent.CompletableFuture;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store.Committed;
import org.allmende.api.store.Unit;

/**
 * Gives out numbers from blocks that are set aside on disk before their first number is given out, so that no number is
 * given twice, whatever the clock does and however the process ends. Short numbers make short addresses. Thread-safe.
 */
final class Numbers implements Ids {

    private static final int BLOCK = 4096;

    private final Writer writer;
    private long last;
    private long reserved;
    private CompletableFuture<Committed> reserving;

    /** @param reserved up to where numbers have been set aside before */
    Numbers(Writer writer, long reserved) {
        this.writer = writer;
        this.last = reserved;
        this.reserved = reserved;
    }

    /** Blocks only where numbers are used up faster than they can be set aside. */
    @Override
    public synchronized long next() {
        if (reserving != null && reserving.isDone() || last == reserved) {
            settle();
        }
        last++;
        if (reserving == null && reserved - last < BLOCK / 2) {
            reserving = reserve(reserved + BLOCK);
        }
        return last;
    }

    /** Gives back what was set aside and not given out. */
    synchronized void close() {
        if (reserving != null) {
            settle();
        }
        reserve(last).join();
    }

    private void settle() {
        if (reserving == null) {
            reserving = reserve(reserved + BLOCK);
        }
        CompletableFuture<Committed> asked = reserving;
        reserving = null;
        try {
            asked.join();
            reserved += BLOCK;
        } catch (java.util.concurrent.CompletionException e) {
            if (last == reserved) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
            // there are some left; the next call asks again
        }
    }

    private CompletableFuture<Committed> reserve(long upTo) {
        return writer.write(Unit.of(Statement.of("UPDATE store_id SET reserved = ?", upTo)), false);
    }
}
