/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Space;
import org.allmende.host.forum.content.Links;

/**
 * Where in a long topic a page stands, and where the others are.
 *
 * @param path the spaces around the topic, the outermost first
 * @param after what began this page; empty for the first
 * @param before what begins the page before
 * @param from the number of its first post, 0 if there is none
 */
public record TopicPager(
        String topic,
        List<Space> path,
        Optional<String> after,
        Optional<String> before,
        Optional<String> following,
        int from,
        int to,
        int of) {

    /** How many posts a page has. */
    static final int SIZE = 50;

    public boolean isNeeded() {
        return !isFirst() || following.isPresent();
    }

    public boolean isFirst() {
        return after.isEmpty();
    }

    public String first() {
        return Links.topic(topic);
    }

    public String previous() {
        return page(before);
    }

    public Optional<String> next() {
        return following.map(value -> page(Optional.of(value)));
    }

    public String last() {
        return Links.topic(topic) + "/last";
    }

    public String range(Visit v) {
        return v.say("pages.range", "from", from, "to", to, "of", Math.max(of, to));
    }

    private String page(Optional<String> begin) {
        return Links.topic(topic)
                + begin.map(value -> "?after=" + Visit.encoded(value)).orElse("");
    }
}
