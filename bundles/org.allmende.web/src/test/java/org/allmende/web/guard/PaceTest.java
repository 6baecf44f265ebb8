/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final AtomicLong now = new AtomicLong();
    private final Pace pace = new Pace(now::get);

    @Test
    void aBurstIsFreeAndThenTheRateCounts() {
        for (int i = 0; i < 5; i++) {
            assertThat(pace.ask("a", 2, 5)).isZero();
        }
        assertThat(pace.ask("a", 2, 5)).isEqualTo(1);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(pace.ask("a", 2, 5)).isZero();
        assertThat(pace.ask("a", 2, 5)).isPositive();
    }

    @Test
    void askingOnMakesItNoWorse() {
        for (int i = 0; i < 100; i++) {
            pace.ask("a", 1, 1);
        }
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(pace.ask("a", 1, 1)).isZero();
    }

    @Test
    void nobodyPaysForAnother() {
        pace.ask("a", 1, 1);
        assertThat(pace.ask("a", 1, 1)).isPositive();
        assertThat(pace.ask("b", 1, 1)).isZero();
    }

    @Test
    void noRateIsNoLimit() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(pace.ask("a", 0, 1)).isZero();
        }
    }
}
