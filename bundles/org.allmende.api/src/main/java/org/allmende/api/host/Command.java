/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.host;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;

/**
 * What a host is asked to do. Given at least once; a host does each {@link #id} once and ignores it afterwards.
 */
public sealed interface Command {

    /** Unique; made by whoever gives the command, so that giving it again is harmless. */
    String id();

    /** The host's id. */
    String host();

    /** Takes a post (or a topic with all its posts) from the readers' sight. */
    record Hide(String id, Ref subject, Optional<Ref> by, String reason) implements Command {
        @Override
        public String host() {
            return subject.host();
        }
    }

    /** Brings back what was held, hidden or deleted. */
    record Restore(String id, Ref subject, Optional<Ref> by) implements Command {
        @Override
        public String host() {
            return subject.host();
        }
    }

    /** Opens a topic in a member's name. */
    record OpenTopic(String id, Ref space, Ref author, String title, String body, List<String> tags)
            implements Command {
        @Override
        public String host() {
            return space.host();
        }
    }

    /** Answers in a topic in a member's name. */
    record Reply(String id, Ref topic, Ref author, String body) implements Command {
        @Override
        public String host() {
            return topic.host();
        }
    }

    /**
     * Tells a member something.
     *
     * @param title one line, plain text, in the member's language
     * @param body plain text, may be empty
     * @param about what it is about, to link to
     */
    record Message(String id, Ref member, String title, String body, Optional<Ref> about) implements Command {
        @Override
        public String host() {
            return member.host();
        }
    }
}
