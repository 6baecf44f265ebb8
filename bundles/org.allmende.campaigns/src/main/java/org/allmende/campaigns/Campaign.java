/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.content.Ref;

/**
 * An announcement or a scheduled topic.
 *
 * @param plan what it is to do
 * @param revision grows with every change
 */
record Campaign(long id, Plan plan, Stage stage, Instant created, Optional<Ref> creator, long revision) {

    /**
     * What a person wrote.
     *
     * @param body Markdown
     * @param link a path on this deployment or an https address; empty for none
     * @param linkLabel what the link says
     * @param space where a topic is opened
     * @param author in whose name a topic is opened
     */
    record Plan(
            Kind kind,
            String title,
            String body,
            String link,
            String linkLabel,
            Window window,
            Audience audience,
            Optional<Ref> space,
            Optional<Ref> author) {}

    String topicCommand() {
        return "campaigns:" + id;
    }
}
