/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allmende.testkit.runtime.Client;
import tools.jackson.databind.JsonNode;

/** What tests do in the embedded forum, over its API. */
public final class Forum {

    private final Client client;

    public Forum(Client client) {
        this.client = client;
    }

    /** Makes a space. */
    public String space(String name) {
        return client.post("/api/v1/spaces", Map.of("name", name))
                .good()
                .json()
                .path("id")
                .asString();
    }

    /** Makes a space and opens a topic in it. */
    public String topic(String space, String title, String body) {
        return topicIn(space(space), title, body);
    }

    public String topicIn(String space, String title, String body) {
        return client.post("/api/v1/topics", Map.of("space", space, "title", title, "body", body))
                .good()
                .json()
                .path("id")
                .asString();
    }

    public String reply(String topic, String body) {
        return client.post("/api/v1/topics/" + topic + "/posts", Map.of("body", body))
                .good()
                .json()
                .path("id")
                .asString();
    }

    public JsonNode post(String id) {
        return client.get("/api/v1/posts/" + id).good().json();
    }

    /** What all posts of a topic say, in order. */
    public List<String> bodies(String topic) {
        List<String> bodies = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = client.get("/api/v1/topics/" + topic + "/posts?limit=1000" + after)
                    .good()
                    .json();
            page.path("items").forEach(post -> bodies.add(post.path("body").asString()));
            if (page.path("next").isNull()) {
                return bodies;
            }
            after = "&after=" + page.path("next").asString();
        }
    }
}
