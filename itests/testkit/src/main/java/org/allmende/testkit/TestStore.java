/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Statement;
import org.allmende.storage.Storage;

/** A real store in a directory of the test, with the tables of the module whose test is running. */
public final class TestStore {

    private TestStore() {}

    /** Made with the migrations in {@code src/main/resources} of the module. To be closed by the test. */
    public static Storage open(Path directory, Clock clock, String owner) {
        Storage storage = Storage.open(directory.resolve("allmende.db"), clock);
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(Path.of("src/main/resources/migrations"))) {
            for (Path file : found.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        storage.apply(owner, files, rows -> {});
        return storage;
    }

    /** The log of events of a store, as far as tests of other bundles need it: what was recorded, and being told. */
    public static Events events(Storage storage) {
        return new Events() {
            @Override
            public long newest() {
                return storage.read(
                        reader -> reader.count(Statement.of("SELECT COALESCE(MAX(offset), 0) FROM events_event")));
            }

            @Override
            public long floor() {
                return 0;
            }

            @Override
            public List<Event> after(long offset, int limit) {
                return storage.read(reader -> reader.list(
                        Statement.of(
                                "SELECT * FROM events_event WHERE offset > ? ORDER BY offset LIMIT ?", offset, limit),
                        row -> new Event(
                                row.number("offset"),
                                row.text("type"),
                                row.instant("time"),
                                org.allmende.api.content.Ref.parse(row.text("subject")),
                                row.number("revision"),
                                row.optionalText("actor").map(org.allmende.api.content.Ref::parse))));
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
        };
    }
}
