/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package com.example.newcomers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.testkit.runtime.Allmende;
import org.allmende.testkit.runtime.Client;
import org.allmende.testkit.runtime.FeatureCompatibility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a running suite: what every feature has to stand, and what this one is for. */
class NewcomersIT extends FeatureCompatibility {

    @TempDir
    Path home;

    @Override
    protected String feature() {
        return "newcomers";
    }

    @Override
    protected Optional<Path> archive() {
        return Optional.of(Path.of(System.getProperty("archive")));
    }

    @Override
    protected List<String> pages() {
        return List.of("/newcomers");
    }

    @Test
    void whoWritesForTheFirstTimeIsShown() throws InterruptedException {
        try (Allmende suite = Allmende.start(home.resolve("home"), "--features", "none", "--allow-unsigned")) {
            suite.install(archive().orElseThrow());
            String space = suite.admin()
                    .post("/api/v1/spaces", Map.of("name", "Garden"))
                    .good()
                    .json()
                    .get("id")
                    .stringValue();
            suite.admin()
                    .post("/api/v1/topics", Map.of("space", space, "title", "Slugs", "body", "They ate it all."))
                    .good();
            assertTrue(eventually(suite.anonymous(), "/api/v1/newcomers", "admin"));
            assertTrue(suite.anonymous().get("/").good().body().contains("/newcomers"));
            assertTrue(suite.anonymous().get("/newcomers").good().body().contains("Slugs"));
        }
    }

    /** Consumers follow at their own pace. */
    private static boolean eventually(Client client, String path, String part) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            if (client.get(path).good().body().contains(part)) {
                return true;
            }
            Thread.sleep(20);
        }
        return false;
    }
}
