/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit.runtime;

import java.time.Duration;
import java.util.List;

/**
 * What came of swapping under load. Times are counted from when a request was due, so that one that had to wait for its turn
 * counts too.
 *
 * @param requests that were made, in all
 * @param failures what was asked and what came, of those that were not answered with a status below 400; at most a hundred
 * @param quiet the 99th percentile before the first swap
 * @param swapping the 99th percentile meanwhile
 * @param slowest swap, from the asking to the answer
 */
public record SwapReport(
        int swaps, long requests, List<String> failures, Duration quiet, Duration swapping, Duration slowest) {

    public SwapReport {
        failures = List.copyOf(failures);
    }

    /** @throws AssertionError with what failed, if anything did */
    public void assertLossless() {
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " of " + requests + " requests failed during " + swaps
                    + " swaps:\n" + String.join("\n", failures));
        }
    }
}
