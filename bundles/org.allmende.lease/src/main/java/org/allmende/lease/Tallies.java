/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.allmende.api.lease.Generations.Tally;
import org.allmende.api.lease.Offer;

/** Counts calls and failures by generation. Bundles of no feature are not counted: nobody swaps them. Thread-safe. */
final class Tallies {

    private final Map<Long, Counters> counters = new ConcurrentHashMap<>();

    private record Counters(LongAdder calls, LongAdder failures) {}

    /** From now on it is counted. */
    void open(long generation) {
        counters.putIfAbsent(generation, new Counters(new LongAdder(), new LongAdder()));
    }

    void close(long generation) {
        counters.remove(generation);
    }

    void ended(Offer<?> offer, boolean failed) {
        Counters counted = counters.get(offer.generation());
        if (counted != null) {
            counted.calls().increment();
            if (failed) {
                counted.failures().increment();
            }
        }
    }

    Tally of(long generation) {
        Counters counted = counters.get(generation);
        return counted == null
                ? Tally.NONE
                : new Tally(counted.calls().sum(), counted.failures().sum());
    }
}
