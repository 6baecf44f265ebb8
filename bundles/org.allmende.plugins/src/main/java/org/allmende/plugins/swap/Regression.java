/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.allmende.api.health.Health;
import org.allmende.api.lease.Generations.Tally;
import org.allmende.plugins.told.Note;

/**
 * Judges a generation by its last {@value #LOOKS} looks, beside the one before it: a feature that failed now and then before
 * may do so now, and one call that fails is no regression. For one thread.
 */
final class Regression {

    static final int LOOKS = 12;

    /** Fewer failures than that say nothing. */
    private static final long FEW_FAILURES = 10;

    /** This share of the calls fails, and three times as many as before. */
    private static final double SHARE = 0.05;

    /** So many calls, and all of them fail. */
    private static final long ALL = 5;

    private static final double WORSE = 3;

    /** Fewer events than that are caught up with in a moment. */
    private static final long SHORT_LAG = 1000;

    /** So many bad answers in a row are enough. */
    private static final int PATIENCE = 3;

    private final double shareBefore;
    private int bad;
    private final Deque<Conduct> seen = new ArrayDeque<>();

    /** @param before what was counted of the generation before; {@link Tally#NONE} if nothing is known */
    Regression(Tally before) {
        this.shareBefore = share(before);
    }

    private Regression(double shareBefore) {
        this.shareBefore = shareBefore;
    }

    /** Nothing seen, beside the same generation before. */
    Regression afresh() {
        return new Regression(shareBefore);
    }

    private static double share(Tally tally) {
        return tally.calls() == 0 ? 0 : (double) tally.failures() / tally.calls();
    }

    /** Takes in what its checks answered now; tells if they have said often enough that it is bad. */
    Optional<Note> answered(String version, List<Health> checks) {
        Optional<Health> worst = checks.stream()
                .filter(health -> health.level() == Health.Level.BAD)
                .findFirst();
        bad = worst.isPresent() ? bad + 1 : 0;
        return worst.filter(any -> bad >= PATIENCE)
                .map(health ->
                        Note.of("regressed", "version", version, "part", health.part(), "detail", health.detail()));
    }

    /** Takes in what was seen now; tells if it is bad enough to go back. */
    Optional<Note> seen(String version, Conduct now) {
        Tally before = seen.isEmpty() ? Tally.NONE : seen.getFirst().calls();
        seen.addLast(now);
        if (seen.size() > LOOKS) {
            seen.removeFirst();
        }
        return failing(version, now.calls().since(before)).or(() -> lagging(version, now));
    }

    private Optional<Note> failing(String version, Tally recent) {
        boolean often =
                recent.failures() >= FEW_FAILURES && share(recent) > SHARE && share(recent) > WORSE * shareBefore;
        boolean always = recent.failures() >= ALL && recent.failures() == recent.calls() && shareBefore < 1 / WORSE;
        boolean bad = often || always;
        return bad
                ? Optional.of(Note.of(
                        "regressed-errors", "version", version, "failures", recent.failures(), "calls", recent.calls()))
                : Optional.empty();
    }

    /** It falls behind, look by look, while others do not. */
    private Optional<Note> lagging(String version, Conduct now) {
        if (seen.size() < LOOKS || now.lag() < SHORT_LAG) {
            return Optional.empty();
        }
        long last = 0;
        for (Conduct one : seen) {
            if (one.lag() < last || one.lag() < 4 * one.lagOfOthers()) {
                return Optional.empty();
            }
            last = one.lag();
        }
        return Optional.of(Note.of("regressed-lag", "version", version, "lag", now.lag()));
    }
}
