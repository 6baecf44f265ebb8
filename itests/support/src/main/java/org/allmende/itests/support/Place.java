/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.support;

import java.util.Map;
import org.allmende.testkit.runtime.Client;
import tools.jackson.databind.JsonNode;

/** A host under test: how to write there, and how to see what became of it. */
public interface Place {

    /** The host's id. */
    String host();

    /** A space that everybody may write in, as a reference. */
    String space();

    /** Opens a topic and returns its first post, as a reference. */
    String write(String title, String body);

    /** {@code published}, {@code hidden} … */
    String state(String post);

    /** The embedded forum. */
    static Place forum(Client admin) {
        Forum forum = new Forum(admin);
        String space = forum.space("Smoke");
        return new Place() {
            @Override
            public String host() {
                return "forum";
            }

            @Override
            public String space() {
                return "forum:space:" + space;
            }

            @Override
            public String write(String title, String body) {
                String topic = forum.topicIn(space, title, body);
                JsonNode opened = admin.get("/api/v1/topics/" + topic).good().json();
                return "forum:post:" + opened.path("post").path("id").asString();
            }

            @Override
            public String state(String post) {
                return forum.post(post.substring("forum:post:".length()))
                        .path("state")
                        .asString();
            }
        };
    }

    /** The awkward host of {@code itests/fakehost}. */
    static Place fake(Client admin) {
        return new Place() {
            @Override
            public String host() {
                return "fake";
            }

            @Override
            public String space() {
                return "fake:space:green";
            }

            @Override
            public String write(String title, String body) {
                Map<String, String> post = Map.of("author", "ada", "title", title, "body", body);
                return admin.post("/api/v1/fake/posts", post)
                        .good()
                        .json()
                        .path("ref")
                        .asString();
            }

            @Override
            public String state(String post) {
                String id = post.substring("fake:post:".length());
                return admin.get("/api/v1/fake/posts/" + id)
                        .good()
                        .json()
                        .path("state")
                        .asString();
            }
        };
    }
}
