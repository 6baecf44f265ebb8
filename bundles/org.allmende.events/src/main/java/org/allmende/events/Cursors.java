/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.allmende.api.event.DeadLetters.Letter;
import org.allmende.api.event.Event;
import org.allmende.api.lease.Offer;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.attendance.Failure;

/** The tables of cursors and dead letters. Thread-safe. */
final class Cursors {

    private final Store store;
    private final Clock clock;

    Cursors(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * The right to move a cursor.
     *
     * @param epoch none but its holder knows the newest
     * @param cursor where it stands
     */
    record Claim(String consumer, long epoch, long cursor) {}

    /**
     * Takes the right from whoever had it.
     *
     * @param beginning where a consumer begins that has no cursor yet
     * @param safe where it goes on, whatever its cursor says
     */
    Claim claim(Offer<?> offer, String consumer, long beginning, OptionalLong safe) {
        store.writeNow(Unit.of(Statement.of(
                "INSERT INTO events_cursor (consumer, feature, generation, epoch, cursor, changed)"
                        + " VALUES (?, ?, ?, 1, ?, ?)"
                        + " ON CONFLICT (consumer) DO UPDATE SET feature = excluded.feature,"
                        + " generation = excluded.generation, epoch = epoch + 1, changed = excluded.changed,"
                        + " cursor = CASE WHEN ? THEN excluded.cursor ELSE cursor END",
                consumer,
                offer.feature(),
                offer.generation(),
                safe.orElse(beginning),
                clock.instant(),
                safe.isPresent())));
        return store.read(reader -> reader.first(
                        Statement.of("SELECT epoch, cursor FROM events_cursor WHERE consumer = ?", consumer),
                        row -> new Claim(consumer, row.number("epoch"), row.number("cursor"))))
                .orElseThrow();
    }

    boolean holds(Claim claim) {
        return store.read(reader -> reader.count(Statement.of(
                        "SELECT count(*) FROM events_cursor WHERE consumer = ? AND epoch = ?",
                        claim.consumer(),
                        claim.epoch())))
                == 1;
    }

    /** Moves the cursor; in conflict if somebody else has claimed it since. */
    Statement moved(Claim claim, long cursor) {
        return Statement.of(
                        "UPDATE events_cursor SET cursor = ?, changed = ? WHERE consumer = ? AND epoch = ?",
                        cursor,
                        clock.instant(),
                        claim.consumer(),
                        claim.epoch())
                .expecting(1);
    }

    /** In conflict if somebody else has claimed the cursor since. */
    Statement held(Claim claim) {
        return Statement.of(
                        "UPDATE events_cursor SET changed = ? WHERE consumer = ? AND epoch = ?",
                        clock.instant(),
                        claim.consumer(),
                        claim.epoch())
                .expecting(1);
    }

    Statement setAside(String consumer, Event event, int attempts, Failure failure) {
        return Statement.of(
                "INSERT INTO events_deadletter (consumer, offset, type, time, subject, revision, actor, attempts, failure,"
                        + " since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (consumer, offset) DO UPDATE SET attempts = attempts + excluded.attempts,"
                        + " failure = excluded.failure, since = excluded.since, replay = 0",
                consumer,
                event.offset(),
                event.type(),
                event.time(),
                event.subject(),
                event.revision(),
                event.actor().orElse(null),
                attempts,
                failure.shortened(),
                clock.instant());
    }

    /** In conflict if it is there no more. */
    Statement replayed(long letter) {
        return Statement.of("DELETE FROM events_deadletter WHERE id = ?", letter)
                .expecting(1);
    }

    Statement replayFailed(long letter, Failure failure) {
        return Statement.of(
                "UPDATE events_deadletter SET replay = 0, attempts = attempts + 1, failure = ? WHERE id = ?",
                failure.shortened(),
                letter);
    }

    /** An event to be handled again. */
    record Replay(long letter, Event event) {}

    Optional<Replay> nextReplay(String consumer) {
        return store.read(reader -> reader.first(
                Statement.of(
                        "SELECT * FROM events_deadletter WHERE consumer = ? AND replay = 1 ORDER BY offset", consumer),
                row -> new Replay(row.number("id"), EventLog.event(row))));
    }

    Optional<String> consumerOf(long letter) {
        return store.read(reader -> reader.first(
                Statement.of("SELECT consumer FROM events_deadletter WHERE id = ?", letter),
                row -> row.text("consumer")));
    }

    void askForReplay(long letter) {
        store.writeNow(Unit.of(Statement.of("UPDATE events_deadletter SET replay = 1 WHERE id = ?", letter)));
    }

    List<Letter> letters(int limit) {
        return store.read(reader -> reader.list(
                Statement.of("SELECT * FROM events_deadletter ORDER BY id DESC LIMIT ?", limit),
                row -> new Letter(
                        "event-" + row.number("id"),
                        row.text("consumer"),
                        row.text("type"),
                        row.text("subject"),
                        (int) row.number("attempts"),
                        row.text("failure"),
                        row.instant("since"),
                        row.flag("replay"))));
    }

    Map<String, Long> lettersByConsumer() {
        Map<String, Long> counts = new TreeMap<>();
        store.read(reader -> reader.list(
                Statement.of("SELECT consumer, count(*) AS letters FROM events_deadletter GROUP BY consumer"),
                row -> counts.put(row.text("consumer"), row.number("letters"))));
        return counts;
    }

    /**
     * Deletes the oldest events that are older than {@code kept} and that every consumer seen within that time has handled.
     *
     * @return how many, at most {@code limit}
     */
    int prune(Duration kept, int limit) {
        Instant before = clock.instant().minus(kept);
        Optional<Long> upTo = store.read(reader -> {
            long slowest = reader.first(
                            Statement.of("SELECT min(cursor) AS slowest FROM events_cursor WHERE changed >= ?", before),
                            row -> row.isNull("slowest") ? Long.MAX_VALUE : row.number("slowest"))
                    .orElseThrow();
            // events lie in the order of their times but for jumps of the clock, so what is deleted is what lies in
            // front
            List<Long> old = reader
                    .list(
                            Statement.of("SELECT offset, time FROM events_event ORDER BY offset LIMIT ?", limit),
                            row -> row.instant("time").isBefore(before) && row.number("offset") <= slowest
                                    ? row.number("offset")
                                    : Long.MAX_VALUE)
                    .stream()
                    .takeWhile(offset -> offset < Long.MAX_VALUE)
                    .toList();
            return old.isEmpty() ? Optional.<Long>empty() : Optional.of(old.get(old.size() - 1));
        });
        if (upTo.isEmpty()) {
            return 0;
        }
        int there = (int) (long) store.read(reader ->
                reader.count(Statement.of("SELECT count(*) FROM events_event WHERE offset <= ?", upTo.get())));
        store.writeNow(Unit.of(Statement.of("DELETE FROM events_event WHERE offset <= ?", upTo.get())));
        return there;
    }
}
