/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;
import java.util.Optional;

/**
 * A change to a post; what is empty stays as it is.
 *
 * @param revision the revision that was changed; if the post has another by now, the edit is refused with a problem of
 *     status 409. Empty: whatever it has
 * @param topicRevision likewise of the topic that it opens
 * @param title only for a post that opens a topic
 * @param tags likewise
 * @param reason why a moderator edits what another wrote, which the author is told; may be empty
 */
public record Edit(
        Optional<Long> revision,
        Optional<Long> topicRevision,
        Optional<String> body,
        Optional<String> title,
        Optional<List<String>> tags,
        String reason) {

    /** Of a post, whatever its topic is by now. */
    public Edit(
            Optional<Long> revision,
            Optional<String> body,
            Optional<String> title,
            Optional<List<String>> tags,
            String reason) {
        this(revision, Optional.empty(), body, title, tags, reason);
    }

    /** Without a reason. */
    public Edit(Optional<Long> revision, Optional<String> body, Optional<String> title, Optional<List<String>> tags) {
        this(revision, body, title, tags, "");
    }

    public static Edit body(long revision, String body) {
        return new Edit(Optional.of(revision), Optional.of(body), Optional.empty(), Optional.empty());
    }
}
