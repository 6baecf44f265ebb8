/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Topic;

/**
 * A topic as a list shows it.
 *
 * @param spaceName the space it lies in
 * @param last who wrote its newest published post
 */
public record TopicLine(Topic topic, Optional<String> externalId, String spaceName, Author last) {

    public String id() {
        return topic.ref().id();
    }
}
