/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.content;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A thread of posts.
 *
 * @param active when something was last posted in it
 * @param posts how many published posts it has, the first included
 * @param answer the post that its author accepted as the answer
 * @param revision grows with every change of title, tags, space, state or answer
 */
public record Topic(
        Ref ref,
        Ref space,
        Author author,
        String title,
        List<String> tags,
        Instant created,
        Instant active,
        int posts,
        Optional<Ref> answer,
        State state,
        long revision) {

    public Topic {
        tags = List.copyOf(tags);
    }
}
