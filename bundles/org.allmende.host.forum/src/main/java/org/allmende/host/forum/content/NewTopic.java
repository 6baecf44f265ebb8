/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;

/** A topic that a member wants to open. */
public record NewTopic(String space, String title, String body, List<String> tags) {

    public NewTopic {
        tags = List.copyOf(tags);
    }
}
