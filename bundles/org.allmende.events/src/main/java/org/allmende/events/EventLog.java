/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.util.List;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;

/** Reads the log; the store appends to it. Thread-safe. */
final class EventLog {

    private static final Statement NEWEST = Statement.of("SELECT seq FROM sqlite_sequence WHERE name = 'events_event'");
    private static final Statement OLDEST = Statement.of("SELECT min(offset) AS oldest FROM events_event");

    private final Store store;

    EventLog(Store store) {
        this.store = store;
    }

    long newest() {
        return store.read(EventLog::newest);
    }

    /** The oldest offset that is kept; one more than the newest if none is. */
    long floor() {
        return store.read(EventLog::floor);
    }

    /** @throws org.allmende.api.problem.ProblemException of status 410 if events after {@code offset} are kept no more */
    List<Event> after(long offset, int limit) {
        return store.read(reader -> {
            long floor = floor(reader);
            if (offset < floor - 1) {
                throw Problem.of(
                                "gone",
                                410,
                                "No longer kept",
                                "Events after " + offset + " are kept no more; the oldest that is kept is " + floor
                                        + ". Cure: read what you keep anew from the hosts, then go on after "
                                        + (floor - 1) + ".")
                        .asException();
            }
            return list(reader, offset, limit);
        });
    }

    /** As {@link #after}, from the oldest that is kept if those before it are gone. */
    List<Event> kept(long offset, int limit) {
        return store.read(reader -> list(reader, offset, limit));
    }

    static Event event(Row row) {
        return new Event(
                row.number("offset"),
                row.text("type"),
                row.instant("time"),
                Ref.parse(row.text("subject")),
                row.number("revision"),
                row.optionalText("actor").map(Ref::parse));
    }

    private static List<Event> list(Reader reader, long offset, int limit) {
        return reader.list(
                Statement.of(
                        "SELECT offset, type, time, subject, revision, actor FROM events_event"
                                + " WHERE offset > ? ORDER BY offset LIMIT ?",
                        offset,
                        limit),
                EventLog::event);
    }

    private static long newest(Reader reader) {
        return reader.count(NEWEST);
    }

    private static long floor(Reader reader) {
        return reader.first(OLDEST, row -> row.isNull("oldest") ? newest(reader) + 1 : row.number("oldest"))
                .orElseThrow();
    }
}
