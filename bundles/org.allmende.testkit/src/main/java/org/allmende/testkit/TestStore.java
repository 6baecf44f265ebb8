/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.nio.file.Path;
import java.time.Clock;
import org.allmende.api.event.Events;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Store;
import org.allmende.storage.Storage;

/** The real store, in a folder of the test's own. Close it, then open another on the same folder to restart. */
public final class TestStore implements AutoCloseable {

    private final Storage storage;

    private TestStore(Storage storage) {
        this.storage = storage;
    }

    public static TestStore in(Path home, Clock clock) {
        return new TestStore(Storage.open(home.resolve("store/allmende.db"), clock));
    }

    /**
     * Makes an owner's tables.
     *
     * @param resources the folder that has {@code migrations/} in it
     */
    public TestStore with(String owner, Path resources) {
        storage.apply(owner, StandIns.bundle(owner, resources), rows -> {});
        return this;
    }

    public Store store() {
        return storage;
    }

    public Ids ids() {
        return storage;
    }

    public Commits commits() {
        return storage;
    }

    /** The log of events as far as other bundles' tests need it: what was recorded, and being told. Follows nobody. */
    public Events events() {
        return new RecordedEvents(storage);
    }

    @Override
    public void close() {
        storage.close();
    }
}
