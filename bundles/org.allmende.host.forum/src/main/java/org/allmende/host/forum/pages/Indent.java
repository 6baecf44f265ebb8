/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allmende.host.forum.content.PostView;

/**
 * How far each post of a page is indented. Posts stay in the order of their age, so that what is new is at the end and
 * numbers run on; an exchange that follows one another directly is shown as one by indenting it. A post that answers
 * something further up is not indented, its line "in reply to" leads there.
 */
final class Indent {

    static final int DEEPEST = 2;

    private Indent() {}

    static List<Integer> of(List<PostView> posts) {
        List<Integer> depths = new ArrayList<>(posts.size());
        /** Depths of the posts that the exchange shown just above consists of. */
        Map<String, Integer> exchange = new HashMap<>();
        for (PostView post : posts) {
            Integer parent =
                    post.parent().map(found -> exchange.get(found.id())).orElse(null);
            // The first post is what everybody answers: indenting for it would indent all.
            boolean answers = parent != null && post.parent().get().number() > 1;
            int depth = answers ? Math.min(parent + 1, DEEPEST) : 0;
            if (!answers) {
                exchange.clear();
            }
            exchange.put(post.id(), depth);
            depths.add(depth);
        }
        return depths;
    }
}
