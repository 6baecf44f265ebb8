/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

import java.util.List;
import org.allmende.api.event.Occurrence;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells that something was kept that somebody waits for. For the runtime bundles that work off what units leave behind; a
 * feature offers a consumer or a job instead. A runtime service; thread-safe.
 */
@ProviderType
public interface Commits {

    /** What a unit leaves behind besides its statements. */
    enum Kind {
        /** Events, in table {@code events_event}. */
        EVENTS,
        /** Commands to hosts, in table {@code hosts_command}. */
        COMMANDS,
        /** Tasks, in table {@code jobs_task}. */
        TASKS
    }

    /**
     * Runs {@code wake} after a unit with such things is on disk: soon, maybe once for several, never twice at the same
     * time, on a virtual thread of its own.
     */
    AutoCloseable listen(Kind kind, Runnable wake);

    /** Has {@code witness} see every unit with events from now on. */
    AutoCloseable witness(Witness witness);

    /**
     * Sees what was kept before whoever wrote it is answered, so that what is remembered of older states can be forgotten in
     * time. Runs on the thread that writes: it must take microseconds, and must neither read nor write the store.
     */
    @ConsumerType
    @FunctionalInterface
    interface Witness {

        /** @param events of one unit, in order; the last one has {@link Store.Committed#lastOffset} */
        void kept(Store.Committed at, List<Occurrence> events);
    }
}
