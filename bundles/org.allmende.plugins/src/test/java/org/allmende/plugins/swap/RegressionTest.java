/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.allmende.api.lease.Generations.Tally;
import org.allmende.plugins.told.Note;
import org.junit.jupiter.api.Test;

class RegressionTest {

    private static Conduct calls(long calls, long failures) {
        return new Conduct(new Tally(calls, failures), 0, 0);
    }

    private static Conduct lag(long lag, long others) {
        return new Conduct(Tally.NONE, lag, others);
    }

    @Test
    void aCallThatFailsNowAndThenIsNone() {
        Regression regression = new Regression(Tally.NONE);
        for (int look = 1; look <= 100; look++) {
            assertThat(regression.seen("2", calls(100L * look, look))).isEmpty();
        }
    }

    @Test
    void whatFailedBeforeMayFailNow() {
        Regression regression = new Regression(new Tally(100, 30));
        assertThat(regression.seen("2", calls(100, 40))).isEmpty();
        assertThat(regression.seen("2", calls(200, 140)))
                .isEqualTo(Optional.of(Note.of("regressed-errors", "version", "2", "failures", 100L, "calls", 100L)));
    }

    @Test
    void whatFailsAtAllItIsCalledForNeedsFewCalls() {
        Regression regression = new Regression(new Tally(100, 1));
        assertThat(regression.seen("2", calls(4, 4))).isEmpty();
        assertThat(regression.seen("2", calls(9, 9))).isPresent();
        assertThat(new Regression(new Tally(100, 1)).seen("2", calls(6, 5))).isEmpty();
        assertThat(new Regression(new Tally(5, 5)).seen("2", calls(5, 5))).isEmpty();
    }

    /** A restart of what fails is no reason to find that good. */
    @Test
    void startedAgainItIsJudgedBesideTheSameOneBefore() {
        Regression regression = new Regression(new Tally(100, 1));
        assertThat(regression.seen("2", calls(100, 40))).isPresent();
        assertThat(regression.afresh().seen("2", calls(100, 40))).isPresent();
        assertThat(new Regression(new Tally(100, 30)).afresh().seen("2", calls(100, 40)))
                .isEmpty();
    }

    @Test
    void whatBeginsToFailLateIsJudgedByItsLastCallsOnly() {
        Regression regression = new Regression(new Tally(1000, 0));
        int look = 1;
        // Ten minutes of looks every five seconds: all is well.
        for (; look <= 120; look++) {
            assertThat(regression.seen("2", calls(1000L * look, 0))).isEmpty();
        }
        assertThat(regression.seen("2", calls(121_000, 900))).isPresent();
    }

    @Test
    void fallingBehindTakesAWholeWindow() {
        Regression regression = new Regression(Tally.NONE);
        for (int look = 1; look < Regression.LOOKS; look++) {
            assertThat(regression.seen("2", lag(1000L * look, 0))).isEmpty();
        }
        assertThat(regression.seen("2", lag(20_000, 0))).isPresent();
    }

    @Test
    void whoCatchesUpOrWaitsWithAllOthersIsNotBehind() {
        Regression catching = new Regression(Tally.NONE);
        Regression paused = new Regression(Tally.NONE);
        for (int look = 1; look < 3 * Regression.LOOKS; look++) {
            assertThat(catching.seen("2", lag(100_000L - 1000 * look, 0))).isEmpty();
            assertThat(paused.seen("2", lag(1000L * look, 1000L * look))).isEmpty();
        }
    }
}
