/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.Topic;

/**
 * A topic as its page shows it.
 *
 * @param space the space it lies in
 * @param path the spaces around that, the outermost first
 * @param first its first post
 * @param mayReply whether the viewer may write in it now
 * @param mayEdit whether the viewer may change title and tags
 * @param mayAccept whether the viewer may say which post is the answer
 */
public record TopicView(
        Topic topic,
        Optional<String> externalId,
        Space space,
        List<Space> path,
        Ref first,
        boolean mayReply,
        boolean mayEdit,
        boolean mayAccept) {

    public TopicView {
        path = List.copyOf(path);
    }

    public String id() {
        return topic.ref().id();
    }
}
