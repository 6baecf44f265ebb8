/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.event.Events.Pause;

/**
 * The pauses of the consumers that are under way, each with its end: one that nobody closes ends by itself. Thread-safe.
 *
 * <p>Goes by the time that passes, not by the clock on the wall, which may jump.
 */
final class Pauses {

    private final Set<Lull> open = ConcurrentHashMap.newKeySet();
    private final Runnable over;

    /** @param over told when a pause is closed */
    Pauses(Runnable over) {
        this.over = over;
    }

    Pause begin(Duration atMost) {
        Lull lull = new Lull(System.nanoTime() + atMost.toNanos());
        open.add(lull);
        return lull;
    }

    /** How long it still is until all are over, if nobody closes one before; zero if there is none. */
    Duration left() {
        if (open.isEmpty()) {
            return Duration.ZERO;
        }
        long now = System.nanoTime();
        open.removeIf(lull -> lull.end - now <= 0);
        return Duration.ofNanos(
                open.stream().mapToLong(lull -> lull.end - now).max().orElse(0));
    }

    private final class Lull implements Pause {

        private final long end;

        Lull(long end) {
            this.end = end;
        }

        @Override
        public void close() {
            if (open.remove(this)) {
                over.run();
            }
        }
    }
}
