/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Slows down whoever tries passwords: after five wrong ones for a name from one place, each further one makes them wait twice as
 * long, up to a quarter of an hour; and one place may try only so many names. Counted per name and place, so that nobody can
 * lock somebody else out from elsewhere. Kept in memory, for the 10,000 latest. Safe for concurrent use.
 */
final class Attempts {

    private static final int FREE = 5;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int MOST = 10_000;

    private record Failed(int times, Instant last) {

        Instant until() {
            if (times < FREE) {
                return Instant.MIN;
            }
            Duration wait = Duration.ofSeconds(1L << Math.min(times - FREE, 20));
            return last.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
        }
    }

    private final Clock clock;
    private final Remembered<String, Failed> failed = new Remembered<>(MOST);
    private final Guesses guesses = new Guesses(MOST);

    Attempts(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts an attempt as failed until {@link #succeeded} or {@link #unheard} is called: attempts made at the same time must
     * not pass together.
     *
     * @return how long to wait before trying; zero if it may be tried now
     */
    synchronized Duration begin(String name, String client) {
        Instant now = clock.instant();
        String key = key(name, client);
        Failed before = failed.get(key)
                .filter(it -> it.last().plus(LONGEST).isAfter(now))
                .orElse(new Failed(0, now));
        if (now.isBefore(before.until())) {
            return Duration.between(now, before.until());
        }
        Duration wait = guesses.take(client, now);
        if (wait.isZero()) {
            failed.put(key, new Failed(before.times() + 1, now), failed.stamp());
        }
        return wait;
    }

    /** The name's count begins anew; the place's does not, else one's own password would buy guesses at others'. */
    synchronized void succeeded(String name, String client) {
        failed.forget(key(name, client));
        guesses.giveBack(client);
    }

    /** The password was not looked at: it was no guess. */
    synchronized void unheard(String name, String client) {
        String key = key(name, client);
        failed.get(key)
                .ifPresent(it -> failed.put(key, new Failed(Math.max(0, it.times() - 1), it.last()), failed.stamp()));
        guesses.giveBack(client);
    }

    private static String key(String name, String client) {
        return client + "\n" + name;
    }
}
