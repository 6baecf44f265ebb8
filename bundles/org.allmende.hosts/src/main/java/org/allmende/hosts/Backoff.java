/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.time.Duration;

/** A pause that doubles from {@code first} to {@code most}. */
record Backoff(Duration first, Duration most) {

    /** @param failures how often it has failed in a row, from 1 */
    Duration after(int failures) {
        Duration pause = first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 20));
        return pause.compareTo(most) < 0 ? pause : most;
    }
}
