/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.util.List;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Statement;
import org.allmende.storage.Storage;

/** The events that units have recorded in a store. */
record RecordedEvents(Storage storage) implements Events {

    @Override
    public long newest() {
        return storage.read(reader -> reader.count(Statement.of("SELECT COALESCE(MAX(offset), 0) FROM events_event")));
    }

    @Override
    public long floor() {
        return 0;
    }

    @Override
    public List<Event> after(long offset, int limit) {
        return storage.read(reader -> reader.list(
                Statement.of("SELECT * FROM events_event WHERE offset > ? ORDER BY offset LIMIT ?", offset, limit),
                row -> new Event(
                        row.number("offset"),
                        row.text("type"),
                        row.instant("time"),
                        Ref.parse(row.text("subject")),
                        row.number("revision"),
                        row.optionalText("actor").map(Ref::parse))));
    }

    @Override
    public AutoCloseable listen(Runnable arrived) {
        return storage.listen(Commits.Kind.EVENTS, arrived);
    }

    @Override
    public List<Progress> progress() {
        return List.of();
    }

    @Override
    public boolean settled(long millis) {
        return true;
    }
}
