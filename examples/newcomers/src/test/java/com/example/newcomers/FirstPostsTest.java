/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package com.example.newcomers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Event;
import org.allmende.api.host.Hosts;
import org.allmende.api.store.Statement;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real store and no framework: runs in a second. */
class FirstPostsTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Ref ADA = new Ref("forum", "member", "1");

    @TempDir
    Path home;

    private static Post post(String id, Instant created) {
        return new Post(
                new Ref("forum", "post", id),
                new Ref("forum", "topic", "1"),
                new Ref("forum", "space", "1"),
                new Author(ADA, "Ada"),
                1,
                "Hello",
                Optional.empty(),
                created,
                Optional.empty(),
                State.PUBLISHED,
                Map.of(),
                List.of(),
                List.of(),
                1);
    }

    private static Event event(String type, Ref subject) {
        return new Event(1, type, NOON, subject, 1, Optional.empty());
    }

    /** A host that has these posts, and cannot do anything else. */
    private static Hosts with(Post... posts) {
        return (Hosts) Proxy.newProxyInstance(
                Hosts.class.getClassLoader(), new Class<?>[] {Hosts.class}, (self, method, arguments) -> {
                    if (method.getName().equals("posts")) {
                        List<?> asked = (List<?>) arguments[0];
                        return List.of(posts).stream()
                                .filter(post -> asked.contains(post.ref()))
                                .toList();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void theOldestIsKeptInWhateverOrderTheyComeAndForgottenWithItsAuthor() {
        Post first = post("7", NOON);
        Post second = post("9", NOON.plusSeconds(60));
        FirstPosts consumer = new FirstPosts(with(first, second));
        try (TestStore store = TestStore.in(home, new MovingClock(NOON)).with("newcomers", Path.of("src/main/resources"))) {
            store.store().writeNow(consumer.handle(List.of(event(Event.POST_CREATED, second.ref()))));
            store.store()
                    .writeNow(consumer.handle(List.of(
                            event(Event.POST_CREATED, first.ref()), event(Event.POST_CREATED, first.ref()))));
            Statement kept = Statement.of("SELECT post FROM newcomers_first WHERE member = ?", ADA);
            assertEquals(
                    List.of(first.ref().toString()),
                    store.store().read(reader -> reader.list(kept, row -> row.text("post"))));

            store.store().writeNow(consumer.handle(List.of(event(Event.MEMBER_ERASED, ADA))));
            assertEquals(List.of(), store.store().read(reader -> reader.list(kept, row -> row.text("post"))));
        }
    }
}
