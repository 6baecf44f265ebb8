/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BelongingsTest {

    @TempDir
    Path home;

    @Test
    void aMemberIsToldWhatTheySawUntilTheyAreErased() {
        try (Town town = new Town(home)) {
            Ref lena = town.people.get("Lena").ref();
            Belongings belongings = new Belongings(town.store);
            town.store.writeNow(Campaigns.shown(7, lena, town.clock.instant()));
            town.store.writeNow(Campaigns.dismissed(7, Optional.of(lena), town.clock.instant()));

            assertThat(belongings.of(lena))
                    .isEqualTo(Map.of(
                            "announcements",
                            List.of(Map.of(
                                    "campaign", "7",
                                    "shown", town.clock.instant(),
                                    "dismissed", town.clock.instant()))));
            assertThat(belongings.of(town.people.get("Mo").ref())).isEmpty();

            Event erased = new Event(1, Event.MEMBER_ERASED, Instant.EPOCH, lena, 2, Optional.empty());
            town.store.writeNow(new Forgetting().handle(List.of(erased)));
            assertThat(belongings.of(lena)).isEmpty();
        }
    }
}
