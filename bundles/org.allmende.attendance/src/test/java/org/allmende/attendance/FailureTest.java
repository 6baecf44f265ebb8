/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void itsFirstLineSaysWhatAndTheNextOnesWhere() {
        Failure failure = Failure.of(new IllegalStateException("no paper"));

        assertThat(failure.isNone()).isFalse();
        assertThat(failure.firstLine()).isEqualTo("java.lang.IllegalStateException: no paper");
        assertThat(failure.text()).contains("at ").contains("FailureTest");
        assertThat(failure.text().lines().count()).isLessThanOrEqualTo(8);
    }

    @Test
    void whatGoesIntoARowIsNeverLong() {
        assertThat(new Failure("x".repeat(5_000)).shortened()).hasSize(2_000).endsWith("…");
        assertThat(new Failure("short").shortened()).isEqualTo("short");
    }

    @Test
    void nothingFailedIsAValue() {
        assertThat(Failure.NONE.isNone()).isTrue();
        assertThat(Failure.NONE.firstLine()).isEmpty();
    }
}
