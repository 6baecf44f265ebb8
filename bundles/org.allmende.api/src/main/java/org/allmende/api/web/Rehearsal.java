/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.time.Duration;
import org.allmende.api.lease.Snapshot;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Does again, on what will be offered after a swap, what was asked lately: so that the first to ask a new generation does
 * not wait until its classes are loaded, and a page that no longer works is seen before it counts. Only what reads is done
 * again; what it answers is thrown away and what it would write is refused. A runtime service, for the bundle that swaps
 * features; thread-safe.
 */
@ProviderType
public interface Rehearsal {

    /**
     * How it went.
     *
     * @param done requests that were done again
     * @param failed those of them that were answered by an error of the server, as they were not before
     */
    record Outcome(int done, int failed) {}

    /**
     * Does so on the caller's thread.
     *
     * @param ahead what will be offered
     * @param feature which one is new in it: what it answers itself is done most often
     * @param limit no further request is begun after so long
     */
    Outcome rehearse(Snapshot ahead, String feature, Duration limit);
}
