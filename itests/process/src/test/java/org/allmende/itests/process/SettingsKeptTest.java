/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.allmende.testkit.runtime.Allmende;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was set holds after a restart, for the runtime and for features, and what takes a start takes effect by it. */
@Timeout(120)
class SettingsKeptTest {

    @TempDir
    Path directory;

    @Test
    void whatWasSetHoldsAfterARestart() {
        Path home = directory.resolve("home");
        try (Allmende suite = Allmende.start(home)) {
            put(suite, "org.allmende.identity.Membership", Map.of("open", false));
            put(suite, "org.allmende.web.Site", Map.of("name", "The Kept Commons"));
            put(suite, "org.allmende.localization.ReaderChoice", Map.of("language", "de"));
            assertThat(front(suite)).as("at once").contains("lang=\"de\"", "The Kept Commons");
        }
        try (Allmende suite = Allmende.start(home)) {
            assertThat(suite.anonymous()
                            .post("/api/v1/members", Map.of("name", "Newcomer", "password", "a long password"))
                            .status())
                    .isEqualTo(403);
            assertThat(front(suite)).contains("The Kept Commons", "lang=\"de\"");
            suite.admin()
                    .post("/api/v1/plugins/localization/restart?wait=true", Map.of())
                    .good();
            assertThat(front(suite)).as("by a fresh generation").contains("lang=\"de\"");
            put(suite, "org.allmende.localization.ReaderChoice", Map.of());
            assertThat(front(suite)).as("back at its default").contains("lang=\"en\"");
        }
    }

    private static void put(Allmende suite, String pid, Map<String, Object> values) {
        suite.admin().put("/api/v1/settings/" + pid, Map.of("values", values)).good();
    }

    private static String front(Allmende suite) {
        return suite.anonymous().get("/").body();
    }
}
