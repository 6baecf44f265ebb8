/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

import java.time.Duration;
import java.util.function.IntFunction;

/**
 * A pause that grows with every failure.
 *
 * @param first after the first failure
 * @param factor how many times as long it gets with each further one
 * @param most it gets no longer than this
 */
public record Backoff(Duration first, int factor, Duration most) implements IntFunction<Duration> {

    /** @param failures how often it has failed in a row, from 1 */
    @Override
    public Duration apply(int failures) {
        Duration pause = first;
        for (int i = 1; i < failures && pause.compareTo(most) < 0; i++) {
            pause = pause.multipliedBy(factor);
        }
        return pause.compareTo(most) < 0 ? pause : most;
    }
}
