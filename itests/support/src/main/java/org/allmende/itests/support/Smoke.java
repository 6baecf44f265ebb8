/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.support;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.allmende.testkit.runtime.Client;
import tools.jackson.databind.JsonNode;

/** The least that each feature must do, on any host; and what is answered while it is not there. */
public enum Smoke {
    SEARCH("/api/v1/search?q=x") {
        @Override
        public void passes(Client admin, Place place) {
            String word = word();
            String post = place.write("Slugs and " + word, "They ate it all.");
            Await.until("topics found by " + word, () -> found(admin, word), 1L);
            String id = post.substring(post.lastIndexOf(':') + 1);
            Await.until(
                    "the post of what was found",
                    () -> first(admin, word).path("post").asString(),
                    id);
        }

        private long found(Client admin, String word) {
            return admin.get("/api/v1/search?q=" + word)
                    .good()
                    .json()
                    .path("total")
                    .asLong();
        }

        private JsonNode first(Client admin, String word) {
            return admin.get("/api/v1/search?q=" + word)
                    .good()
                    .json()
                    .path("items")
                    .path(0);
        }
    },

    MODERATION("/api/v1/moderation/cases") {
        @Override
        public void passes(Client admin, Place place) {
            String post = place.write("Cheap watches", "Buy them at once.");
            admin.post("/api/v1/reports", Map.of("post", post, "reason", "spam"))
                    .good();
            Await.until("cases about " + post, () -> cases(admin, post).size(), 1);
            String one = cases(admin, post).getFirst();
            admin.post("/api/v1/moderation/cases/" + one + "/decisions", Map.of("action", "hide", "reason", "spam"))
                    .good();
            Await.until("the post's state", () -> place.state(post), "hidden");
        }

        private List<String> cases(Client admin, String post) {
            return admin.get("/api/v1/moderation/cases?limit=1000")
                    .good()
                    .json()
                    .path("items")
                    .valueStream()
                    .filter(one -> one.path("subject").asString().equals(post))
                    .map(one -> one.path("id").asString())
                    .toList();
        }
    },

    LOCALIZATION("/api/v1/text/language") {
        @Override
        public void passes(Client admin, Place place) {
            place.write("Schnecken", "Sie haben wirklich alles aufgefressen, was sollen wir nur tun?");
            Map<String, Object> items = Map.of("items", List.of(Map.of("text", "Wo ist hier bitte der Bahnhof?")));
            JsonNode answer = admin.post("/api/v1/text/language", items).good().json();
            Await.until(
                    "the language",
                    () -> answer.path("items").path(0).path("language").asString(),
                    "de");
        }
    },

    CAMPAIGNS("/api/v1/campaigns") {
        @Override
        public void passes(Client admin, Place place) {
            String title = "Festival " + word();
            Map<String, Object> plan = new LinkedHashMap<>();
            plan.put("kind", "announcement");
            plan.put("title", title);
            plan.put("body", "On Saturday.");
            plan.put("from", "2026-01-01T00:00");
            String campaign = admin.post("/api/v1/campaigns", plan)
                    .good()
                    .json()
                    .path("id")
                    .asString();
            admin.post("/api/v1/campaigns/" + campaign + "/start", Map.of()).good();
            Await.until("the page shows it", () -> admin.get("/").good().body().contains(title), true);
            admin.post("/api/v1/campaigns/" + campaign + "/stop", Map.of()).good();
        }
    };

    private final String call;

    Smoke(String call) {
        this.call = call;
    }

    public String feature() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Fails with what was wanted and what came. */
    public abstract void passes(Client admin, Place place);

    /** Whoever asks for what is not installed learns which feature would answer. */
    public void isMissing(Client admin) {
        Client.Answer answer = admin.get(call);
        if (answer.status() != 404 || !answer.body().contains(feature())) {
            throw new AssertionError(answer.call() + " should name the missing feature, but answered " + answer.status()
                    + ": " + answer.body());
        }
    }

    private static String word() {
        return "w" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
