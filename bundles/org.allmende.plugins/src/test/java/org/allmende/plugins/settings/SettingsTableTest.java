/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.allmende.api.store.Store;
import org.allmende.plugins.settings.SettingsTable.Kept;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTableTest {

    @TempDir
    Path home;

    @Test
    void whatIsSetIsFoundAgainAndTheFasterWins() {
        Map<String, Object> values = Map.of("posts", 6L, "rate", 0.5, "on", true, "words", List.of("a", "b\"ü"));
        MovingClock clock = new MovingClock(Instant.parse("2026-11-01T12:00:00Z"));
        try (TestStore kept = TestStore.in(home, clock).with("settings", Path.of("src/main/resources"))) {
            SettingsTable table = new SettingsTable(kept.store());
            Kept nothing = table.find("a.b");
            assertThat(nothing.values()).isEmpty();
            kept.store().writeNow(table.keeping("a.b", values, nothing));
            Kept first = table.find("a.b");
            assertThat(first.values()).isEqualTo(values);
            kept.store().writeNow(table.keeping("a.b", Map.of(), first));

            assertThatThrownBy(() -> kept.store().writeNow(table.keeping("a.b", values, first)))
                    .isInstanceOf(Store.Conflict.class);
            assertThatThrownBy(() -> kept.store().writeNow(table.keeping("a.b", values, nothing)))
                    .isInstanceOf(Store.Conflict.class);
            assertThat(table.find("a.b").values()).isEmpty();
            assertThat(table.all()).containsOnlyKeys("a.b");
        }
    }
}
