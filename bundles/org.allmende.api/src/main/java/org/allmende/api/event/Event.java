/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.event;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.content.Ref;

/**
 * One thing that happened.
 *
 * @param offset its place in the order of all events, from 1; without a meaning beyond order, may have gaps
 * @param type such as {@link #POST_CREATED}
 * @param subject what it happened to
 * @param revision the subject's revision after it
 * @param actor who did it; empty if the system did
 */
public record Event(long offset, String type, Instant time, Ref subject, long revision, Optional<Ref> actor) {

    public static final String SPACE_CREATED = "space.created";
    public static final String SPACE_CHANGED = "space.changed";
    public static final String TOPIC_CREATED = "topic.created";
    /** Title, tags, space, answer or state changed. */
    public static final String TOPIC_CHANGED = "topic.changed";
    /** A post was published (or taken in by import, or held by a gate: its state tells). */
    public static final String POST_CREATED = "post.created";

    public static final String POST_EDITED = "post.edited";
    /** A post was hidden, held, deleted, released or restored: its state tells. */
    public static final String POST_STATE = "post.state";

    public static final String POST_REACTIONS = "post.reactions";
    /** A post is gone for good. */
    public static final String POST_ERASED = "post.erased";

    public static final String MEMBER_JOINED = "member.joined";
    public static final String MEMBER_CHANGED = "member.changed";
    public static final String MEMBER_ERASED = "member.erased";
    /** A feature was installed, swapped or removed. */
    public static final String FEATURE_SWITCHED = "feature.switched";
}
