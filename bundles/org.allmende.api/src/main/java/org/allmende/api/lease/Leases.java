/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.lease;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The runtime's view of what all generations offer. For runtime and host bundles; a feature has no use for it. Thread-safe. */
@ProviderType
public interface Leases {

    /** Counts in on everything that is offered now. Must be closed by the thread that opened it. */
    Snapshot open();

    /** What is offered now, not counted in: to be entered one by one with {@link #enter}. */
    <T> List<Offer<T>> offers(Class<T> kind);

    /** Counts in on one offer; empty once it has been closed. */
    <T> Optional<Lease<T>> enter(Offer<T> offer);

    /** Runs {@code changed} after every switch, on the switching thread: it should do no more than wake somebody up. */
    AutoCloseable listen(Runnable changed);

    /**
     * Whoever has called into an offer tells how it went: a generation that is watched is judged by that. What counts as a
     * failure is the offer's own, not that of the store or of who asked. Takes no lock.
     */
    void ended(Offer<?> offer, boolean failed);
}
