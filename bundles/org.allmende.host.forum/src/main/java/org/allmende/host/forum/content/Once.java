/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;

/** Remembers what was asked under a key of the client's, so that asking again does nothing again. Thread-safe. */
final class Once {

    private static final Duration KEPT = Duration.ofDays(7);

    private final Store store;
    private final Clock clock;
    private final Refusals refusals;

    Once(Store store, Clock clock, Refusals refusals) {
        this.store = store;
        this.clock = clock;
        this.refusals = refusals;
    }

    /**
     * What is asked under a key.
     *
     * @param content a hash of all that is to be made
     */
    record Key(String text, String content) {

        /** @param place where it is to be made: the same key elsewhere is another */
        static Key of(Ref me, String place, String once, Object... content) {
            return new Key(
                    "forum:" + place + ":" + me + ":" + once,
                    hash(List.of(content).toString()));
        }

        private static String hash(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    private record Made(long item, String content) {}

    /**
     * What was made when it was asked before.
     *
     * @throws org.allmende.api.problem.ProblemException 422 if something else was asked under the key
     */
    Optional<Long> itemBefore(Viewer viewer, Key key) {
        Optional<Made> made = store.read(reader -> reader.first(
                Statement.of("SELECT item, content FROM forum_once WHERE key = ?", key.text()),
                row -> new Made(row.number("item"), row.text("content"))));
        // Empty of what was made before hashes were kept.
        if (made.filter(one -> !one.content().isEmpty() && !one.content().equals(key.content()))
                .isPresent()) {
            throw refusals.reused(viewer);
        }
        return made.map(Made::item);
    }

    /** Together with the fact that it is done; done again, it is a duplicate. */
    Unit keyed(Unit unit, Optional<Key> key, long item) {
        if (key.isEmpty()) {
            return unit;
        }
        Instant now = clock.instant();
        return unit.and(
                        Statement.of("DELETE FROM forum_once WHERE at < ?", now.minus(KEPT)),
                        Statement.of(
                                "INSERT INTO forum_once (key, item, at, content) VALUES (?, ?, ?, ?)",
                                key.get().text(),
                                item,
                                now,
                                key.get().content()))
                .once(key.get().text());
    }
}
