/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.content;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A contribution to a topic, as of one revision.
 *
 * @param number its place in the topic by age, from 1
 * @param body Markdown source
 * @param replyTo the post it answers, in the same topic
 * @param reactions how often each reaction was given, by its word ({@code like}, …)
 * @param mentions members named in the body
 * @param revision from 1; grows with every change of body or state
 */
public record Post(
        Ref ref,
        Ref topic,
        Ref space,
        Author author,
        int number,
        String body,
        Optional<Ref> replyTo,
        Instant created,
        Optional<Instant> edited,
        State state,
        Map<String, Integer> reactions,
        List<Picture> pictures,
        List<Ref> mentions,
        long revision) {

    public Post {
        reactions = Map.copyOf(reactions);
        pictures = List.copyOf(pictures);
        mentions = List.copyOf(mentions);
    }
}
