/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;

/** Remembers what was asked under a key of the client's, so that asking again does nothing again. Thread-safe. */
final class Once {

    private static final Duration KEPT = Duration.ofDays(7);

    private final Store store;
    private final Clock clock;

    Once(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    static String key(Ref me, String what, String once) {
        return "forum:" + what + ":" + me + ":" + once;
    }

    /** What was made when it was asked before. */
    Optional<Long> itemBefore(String key) {
        return store.read(reader -> reader.first(
                Statement.of("SELECT item FROM forum_once WHERE key = ?", key), row -> row.number("item")));
    }

    /** Together with the fact that it is done; done again, it is a duplicate. */
    Unit keyed(Unit unit, Optional<String> key, long item) {
        if (key.isEmpty()) {
            return unit;
        }
        Instant now = clock.instant();
        return unit.and(
                        Statement.of("DELETE FROM forum_once WHERE at < ?", now.minus(KEPT)),
                        Statement.of("INSERT INTO forum_once (key, item, at) VALUES (?, ?, ?)", key.get(), item, now))
                .once(key.get());
    }
}
