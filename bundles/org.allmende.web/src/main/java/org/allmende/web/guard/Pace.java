/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Lets each client or member do so much a second, and more in a burst. Forgets whoever has been quiet. Thread-safe.
 */
public final class Pace {

    private static final int MOST = 50_000;

    private record Bucket(double tokens, long at) {}

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    public Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * @param rate how many a second in the long run; 0 for no limit
     * @param burst how many at once
     * @return 0 if it may go on, else in how many seconds to try again
     */
    public int ask(String who, double rate, double burst) {
        if (rate <= 0) {
            return 0;
        }
        long now = nanos.getAsLong();
        Bucket[] after = new Bucket[1];
        buckets.compute(who, (key, before) -> {
            double tokens = before == null ? burst : Math.min(burst, before.tokens + (now - before.at) * rate / 1e9);
            after[0] = new Bucket(tokens - 1, now);
            // an empty bucket stays as it is, so that asking on does not make it worse
            return tokens >= 1 ? after[0] : new Bucket(tokens, now);
        });
        if (buckets.size() > MOST) {
            buckets.values().removeIf(bucket -> bucket.tokens + (now - bucket.at) * rate / 1e9 >= burst - 1);
            if (buckets.size() > 2 * MOST) {
                buckets.clear();
            }
        }
        double missing = -after[0].tokens;
        return missing <= 0 ? 0 : (int) Math.max(1, Math.ceil(missing / rate));
    }
}
