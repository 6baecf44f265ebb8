/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.Optional;
import org.allmende.api.health.Health;
import org.allmende.api.lease.Generations.Tally;

/**
 * How a running generation behaves.
 *
 * @param calls since it was switched in, and how many failed
 * @param lag events that the slowest of its consumers has still to handle
 * @param lagOfOthers the same of all other features, which wait too while consumers are paused
 */
public record Conduct(Tally calls, long lag, long lagOfOthers) {

    static final Conduct NONE = new Conduct(Tally.NONE, 0, 0);

    /** Fewer failures may be anything. */
    private static final long FAILURES = 3;

    /** More than one call in so many fails. */
    private static final long OFTEN = 5;

    /**
     * What its calls say about its health: one that answers its own check and fails at what it is called for is not healthy.
     * Empty if they say nothing against it.
     */
    Optional<Health> complaint() {
        return calls.failures() >= FAILURES && calls.failures() * OFTEN > calls.calls()
                ? Optional.of(Health.degraded("calls", calls.failures() + " of " + calls.calls() + " failed"))
                : Optional.empty();
    }
}
