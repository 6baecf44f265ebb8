/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Ref;

/**
 * Something a member is told.
 *
 * @param actor who did it; empty for a message
 * @param count how many did it, for reactions; else 1
 * @param title what is told: the topic's title, or for {@link Kind#MESSAGE} the message in the member's language
 * @param body more of a message; else empty
 * @param about where to look
 */
public record Notification(
        String id,
        Kind kind,
        Optional<Author> actor,
        int count,
        String title,
        String body,
        Optional<Ref> about,
        Instant at,
        boolean isRead) {

    /** What happened; the message {@code notification.WORD} tells it, with {@code actor}, {@code count}, {@code title}. */
    public enum Kind {
        REPLY,
        MENTION,
        ANSWER,
        REACTION,
        MESSAGE;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public static Kind of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }
    }
}
