/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.allmende.itests.support.Await;
import org.allmende.testkit.runtime.Allmende;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is new at a site is learnt though nobody looks. */
@Timeout(120)
class NewsTest {

    @TempDir
    Path directory;

    @Test
    void theJobThatLooksForNewsFindsThem() throws IOException {
        SignedSite site = new SignedSite(directory.resolve("owner"));
        site.publish("1.0.0");
        Path home = directory.resolve("home");
        try (Allmende suite = Allmende.start(home, "--features", "none")) {
            site.trust(home);
            site.publish("1.1.0");
            suite.admin()
                    .post("/api/v1/jobs/plugins.look-for-news/run", Map.of())
                    .good();
            Await.until(
                    "what is to be had",
                    () -> suite.admin()
                            .get("/api/v1/plugins/filling")
                            .json()
                            .get("available")
                            .toString(),
                    "[\"1.1.0\",\"1.0.0\"]");
        }
    }
}
