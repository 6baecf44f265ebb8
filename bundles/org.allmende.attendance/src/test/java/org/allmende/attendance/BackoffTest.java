/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(200), 4, Duration.ofMinutes(5));

    @Test
    void aPauseGrowsUpToItsLimit() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(backoff))
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(800),
                        Duration.ofMillis(3_200),
                        Duration.ofMillis(12_800),
                        Duration.ofMillis(51_200),
                        Duration.ofMillis(204_800),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5));
    }

    @Test
    void evenTheMostFailuresAreNoOverflow() {
        assertThat(backoff.apply(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
    }
}
