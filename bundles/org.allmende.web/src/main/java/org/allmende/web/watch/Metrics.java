/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.watch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.service.component.annotations.Component;

/** Counts requests. Never blocks and keeps no request. Thread-safe. */
@Component(service = Metrics.class)
public final class Metrics {

    /** Upper bounds in milliseconds. */
    static final double[] BOUNDS = {1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000};

    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    public Metrics() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    public void begin() {
        begun.increment();
    }

    /** @param took from the head's arrival to the computed answer, in nanoseconds */
    public void end(int status, long took) {
        ended.increment();
        nanos.add(took);
        statuses.computeIfAbsent(status, any -> new LongAdder()).increment();
        double millis = took / 1e6;
        int bucket = 0;
        while (bucket < BOUNDS.length && millis > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
    }

    public long inFlight() {
        return Math.max(0, begun.sum() - ended.sum());
    }

    public long answered() {
        return ended.sum();
    }

    /** Answers of status 500 and above. */
    public long failed() {
        return statuses.entrySet().stream()
                .filter(entry -> entry.getKey() >= 500)
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }

    Map<Integer, LongAdder> statuses() {
        return statuses;
    }

    long bucket(int index) {
        return buckets[index].sum();
    }

    double seconds() {
        return nanos.sum() / 1e9;
    }
}
