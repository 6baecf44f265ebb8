/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;

/**
 * From when until when, by the clock on the wall.
 *
 * <p>What a clock jumps over in spring is reached at the jump. What it shows twice in autumn begins the first time and ends the
 * second time. Immutable.
 *
 * @param zone whose clock; empty for each reader's own
 */
record Window(LocalDateTime starts, Optional<LocalDateTime> ends, Optional<ZoneId> zone) {

    /** The clocks that are the first and the last on earth. */
    static final ZoneOffset FIRST = ZoneOffset.ofHours(14);

    static final ZoneOffset LAST = ZoneOffset.ofHours(-12);

    boolean isOpen(Instant now, ZoneId reader) {
        ZoneId clock = zone.orElse(reader);
        return !now.isBefore(begin(starts, clock))
                && ends.map(it -> now.isBefore(end(it, clock))).orElse(true);
    }

    /** When it begins, anywhere. */
    Instant first() {
        return begin(starts, zone.orElse(FIRST));
    }

    /** When it has ended everywhere. */
    Optional<Instant> last() {
        return ends.map(it -> end(it, zone.orElse(LAST)));
    }

    static Instant begin(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? jump(local, zone) : local.toInstant(offsets.getFirst());
    }

    static Instant end(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        return offsets.isEmpty() ? jump(local, zone) : local.toInstant(offsets.getLast());
    }

    private static Instant jump(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        return transition.getInstant();
    }
}
