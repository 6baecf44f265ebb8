/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void nineInTheMorningComesToEachMemberInTheirOwnZone() {
        Window window = own("2026-11-24T09:00", "2026-11-24T18:00");

        assertThat(window.isOpen(Instant.parse("2026-11-24T07:59:59Z"), BERLIN)).isFalse();
        assertThat(window.isOpen(Instant.parse("2026-11-24T08:00:00Z"), BERLIN)).isTrue();
        assertThat(window.isOpen(Instant.parse("2026-11-24T08:00:00Z"), ZoneId.of("America/Lima")))
                .isFalse();
        assertThat(window.isOpen(Instant.parse("2026-11-24T17:00:00Z"), BERLIN)).isFalse();
        assertThat(window.isOpen(Instant.parse("2026-11-24T17:00:00Z"), ZoneId.of("America/Lima")))
                .isTrue();
    }

    @Test
    void theFirstAreFourteenHoursAheadAndTheLastTwelveBehind() {
        Window window = own("2026-11-24T09:00", "2026-11-24T18:00");

        assertThat(window.first()).isEqualTo("2026-11-23T19:00:00Z");
        assertThat(window.last()).contains(Instant.parse("2026-11-25T06:00:00Z"));
        assertThat(window.isOpen(window.first(), ZoneId.of("Pacific/Kiritimati")))
                .isTrue();
        assertThat(window.isOpen(window.last().get().minusMillis(1), ZoneId.of("Etc/GMT+12")))
                .isTrue();
        assertThat(window.isOpen(window.last().get(), ZoneId.of("Etc/GMT+12"))).isFalse();
    }

    @Test
    void anHourThatTheClockJumpsOverIsReachedAtTheJump() {
        // On 29 March 2026 at 02:00 clocks in Berlin go to 03:00.
        Window window = own("2026-03-29T02:30", "2026-03-29T12:00");
        Instant jump = Instant.parse("2026-03-29T01:00:00Z");

        assertThat(window.isOpen(jump.minusMillis(1), BERLIN)).isFalse();
        assertThat(window.isOpen(jump, BERLIN)).isTrue();
    }

    @Test
    void anHourThatComesTwiceBeginsTheFirstTimeAndEndsTheSecond() {
        // On 25 October 2026 at 03:00 clocks in Berlin go back to 02:00.
        Instant firstTime = Instant.parse("2026-10-25T00:30:00Z");
        Instant secondTime = Instant.parse("2026-10-25T01:30:00Z");

        assertThat(Window.begin(LocalDateTime.parse("2026-10-25T02:30"), BERLIN))
                .isEqualTo(firstTime);
        assertThat(Window.end(LocalDateTime.parse("2026-10-25T02:30"), BERLIN)).isEqualTo(secondTime);
    }

    @Test
    void aDayThatAZoneLeftOutIsReachedWhenItWouldHaveBegun() {
        // Samoa went from 29 to 31 December 2011.
        assertThat(Window.begin(LocalDateTime.parse("2011-12-30T09:00"), ZoneId.of("Pacific/Apia")))
                .isEqualTo("2011-12-30T10:00:00Z");
    }

    @Test
    void withAZoneItIsTheSameMomentForAll() {
        Window window = new Window(LocalDateTime.parse("2026-11-24T09:00"), Optional.empty(), Optional.of(BERLIN));

        assertThat(window.first()).isEqualTo("2026-11-24T08:00:00Z");
        assertThat(window.isOpen(window.first(), ZoneId.of("America/Lima"))).isTrue();
        assertThat(window.last()).isEmpty();
    }

    @Test
    void inEveryZoneItOpensOnceAndClosesOnceWithinItsOuterBounds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> zones = new ArrayList<>(ZoneId.getAvailableZoneIds());
        for (int round = 0; round < 300; round++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            LocalDateTime starts = LocalDateTime.parse("2026-01-01T00:00").plusMinutes(random.nextInt(365 * 24 * 60));
            Window window = new Window(starts, Optional.of(starts.plusHours(9)), Optional.empty());
            int changes = 0;
            boolean open = false;
            Instant end = window.last().get().plus(2, ChronoUnit.HOURS);
            for (Instant at = window.first().minus(2, ChronoUnit.HOURS); at.isBefore(end); at = at.plusSeconds(900)) {
                boolean now = window.isOpen(at, zone);
                changes += now == open ? 0 : 1;
                open = now;
                if (now) {
                    assertThat(at).isBetween(window.first(), window.last().get());
                }
            }
            assertThat(changes).as("seed %d: %s in %s", seed, starts, zone).isEqualTo(2);
        }
    }

    private static Window own(String from, String until) {
        return new Window(LocalDateTime.parse(from), Optional.of(LocalDateTime.parse(until)), Optional.empty());
    }
}
