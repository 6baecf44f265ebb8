/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.job;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.lease.Leased;
import org.allmende.api.store.Unit;

/**
 * Does what is due. Called by one thread at a time for each key, never by two generations at once. What it throws is
 * retried with back-off, then set aside as a dead letter.
 */
@Leased(many = true, exclusive = true)
public interface Job {

    /** Stays the same over versions. Begins with the feature's name. */
    default String name() {
        return "";
    }

    /** The next time it recurs after {@code previous}; empty if it only does tasks. */
    default Optional<Instant> next(Instant previous) {
        return Optional.empty();
    }

    /**
     * @return the effects, kept together with the fact that it is done
     */
    default Unit run(Due due) throws Exception {
        return Unit.nothing();
    }
}
