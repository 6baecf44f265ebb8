/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What every feature stands, whoever has made it: it comes and goes without a trace on others, answers everybody, is swapped
 * while it is used, and comes back after a crash in the middle of a swap. A subclass says which feature it is about:
 *
 * <pre>{@code
 * class PollsCompatibilityTest extends FeatureCompatibility {
 *     protected String feature() { return "polls"; }
 *     protected Optional<Path> archive() { return Optional.of(Path.of("target/polls-1.0.0.zip")); }
 *     protected List<String> pages() { return List.of("/polls"); }
 * }
 * }</pre>
 *
 * Needs the distribution, see {@link Allmende#distribution()}.
 */
@Timeout(180)
public abstract class FeatureCompatibility {

    private static final int SWAPS = 5;

    @TempDir
    Path directory;

    /** Its id. */
    protected abstract String feature();

    /** Where it is to be had; empty for one that comes with the distribution. */
    protected Optional<Path> archive() {
        return Optional.empty();
    }

    /** Addresses that an administrator may open; whatever has no parameter among its calls over HTTP is found by itself. */
    protected List<String> pages() {
        return List.of();
    }

    private Allmende started() {
        return Allmende.start(directory.resolve("home"), "--features", "none", "--allow-unsigned");
    }

    private void install(Allmende suite) {
        if (archive().isPresent()) {
            suite.install(archive().get());
        } else {
            act(suite, "/api/v1/plugins?wait=true", Map.of("id", feature()));
        }
        assertRuns(suite);
    }

    private void act(Allmende suite, String path, Object body) {
        JsonNode swap = suite.admin().post(path, body).good().json();
        Assertions.assertNotEquals(
                "ROLLED_BACK", swap.get("state").stringValue(), () -> String.valueOf(swap.get("reason")));
    }

    private void assertRuns(Allmende suite) {
        JsonNode plugin =
                suite.admin().get("/api/v1/plugins/" + feature()).good().json();
        Assertions.assertEquals("running", plugin.get("state").stringValue(), plugin.toString());
        Assertions.assertNotEquals("bad", plugin.get("health").stringValue(), plugin.toString());
    }

    /** The pages, and the calls without a parameter that the description of the API says are this feature's. */
    private List<String> reads(Allmende suite) {
        List<String> reads = new ArrayList<>(pages());
        JsonNode paths = suite.admin().get("/api/v1/openapi.json").good().json().get("paths");
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            JsonNode get = path.getValue().get("get");
            if (get != null
                    && !path.getKey().contains("{")
                    && get.get("tags").get(0).stringValue().equals(feature())
                    && !needsMore(get)) {
                reads.add(path.getKey());
            }
        }
        return reads;
    }

    private static boolean needsMore(JsonNode operation) {
        for (JsonNode parameter : operation.get("parameters")) {
            if (parameter.get("required").booleanValue()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void comesAndGoesAndAnswersEverybodyMeanwhile() {
        try (Allmende suite = started()) {
            install(suite);
            List<String> reads = reads(suite);
            for (String path : reads) {
                for (String language : List.of("en", "de", "ar")) {
                    String asked = path + (path.contains("?") ? "&" : "?") + "lang=" + language;
                    suite.admin().get(asked).good();
                    Client.Answer guest = suite.anonymous().get(asked);
                    Assertions.assertTrue(guest.status() < 500, () -> guest.call() + " answered " + guest.status());
                }
            }
            act(suite, "/api/v1/plugins/" + feature() + "/off?wait=true", Map.of());
            assertGone(suite, reads);
            act(suite, "/api/v1/plugins/" + feature() + "/on?wait=true", Map.of());
            assertRuns(suite);
            suite.admin().delete("/api/v1/plugins/" + feature() + "?wait=true").good();
            assertGone(suite, reads);
            suite.anonymous().get("/").good();
            install(suite);
            reads.forEach(path -> suite.admin().get(path).good());
        }
    }

    private void assertGone(Allmende suite, List<String> reads) {
        for (String path : reads) {
            Client.Answer answer = suite.admin().get(path);
            Assertions.assertEquals(404, answer.status(), () -> answer.call() + " goes on being answered");
        }
    }

    @Test
    void losesNothingWhileItIsSwapped() {
        try (Allmende suite = started()) {
            install(suite);
            List<String> reads = new ArrayList<>(reads(suite));
            reads.add("/");
            suite.swapUnderLoad(feature(), SWAPS, reads).assertLossless();
            JsonNode history = suite.admin()
                    .get("/api/v1/plugins/" + feature() + "/history")
                    .good()
                    .json();
            Assertions.assertFalse(
                    history.toString().contains("threads running"), () -> "it leaves threads behind: " + history);
            assertRuns(suite);
        }
    }

    @Test
    void comesBackAfterACrashInTheMiddleOfASwap() {
        try (Allmende suite = started()) {
            install(suite);
            suite.admin().post("/api/v1/plugins/" + feature() + "/restart", Map.of());
            suite.kill();
        }
        try (Allmende suite = started()) {
            assertRuns(suite);
        }
    }
}
