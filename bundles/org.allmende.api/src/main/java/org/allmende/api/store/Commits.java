/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

/**
 * Tells that something was kept that somebody waits for. For the runtime bundles that work off what units leave behind; a
 * feature offers a consumer or a job instead. A runtime service; thread-safe.
 */
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
}
