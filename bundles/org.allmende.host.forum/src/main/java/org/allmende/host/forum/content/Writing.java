/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;

/**
 * What members and moderators do. Each act is one unit: what is written, its events and its notifications are kept together.
 *
 * <p>Throws a problem, in the viewer's language: 400 or 413 naming the field and its limit, 403 if the viewer may not, 404 if
 * there is no such thing for them, 409 if somebody was faster, 422 of type {@code rejected} if a gate does not take it, its
 * reasons being the problem's fields. Nothing is kept then; whoever called still has the text. Thread-safe.
 */
public interface Writing {

    /** Seeing and changing what is held, hidden, deleted, private or another's. */
    Permission MODERATE = new Permission("forum.moderate", Role.MODERATOR);

    /** Making and changing spaces. */
    Permission SPACES = new Permission("forum.spaces", Role.MODERATOR);

    int TITLE_LIMIT = 200;
    int BODY_LIMIT = 100_000;
    int NAME_LIMIT = 100;
    int TAG_LIMIT = 50;
    int TAGS_LIMIT = 10;
    int REASON_LIMIT = 1000;

    /**
     * The same, on behalf of one who asks from an address: it goes on record with what they do to others' posts and to spaces.
     *
     * @param client as {@link org.allmende.api.web.Request#client} has it
     */
    default Writing from(String client) {
        return this;
    }

    /** @param once given by the client: doing it again answers what was done before */
    Posted openTopic(Viewer viewer, NewTopic topic, Optional<String> once);

    Posted reply(Viewer viewer, String topic, String body, Optional<String> replyTo, Optional<String> once);

    Posted edit(Viewer viewer, String post, Edit edit);

    /**
     * Takes a post away; it may be restored. The topic goes with its first post if nobody else has written in it.
     *
     * @param reason why a moderator deletes what another wrote, which the author is told; may be empty
     */
    Posted delete(Viewer viewer, String post, String reason);

    /** As {@link #delete(Viewer, String, String)} without a reason. */
    default Posted delete(Viewer viewer, String post) {
        return delete(viewer, post, "");
    }

    /** Brings back what was deleted; for moderators also what was held or hidden. */
    Posted restore(Viewer viewer, String post);

    /** Doing it again does nothing. */
    void react(Viewer viewer, String post, String word);

    void unreact(Viewer viewer, String post, String word);

    /** Makes a post the topic's answer, instead of the one before. */
    void accept(Viewer viewer, String post);

    void unaccept(Viewer viewer, String post);

    Ref createSpace(Viewer viewer, NewSpace space, Optional<String> once);

    /** Lets a member into a private space. */
    void admit(Viewer viewer, String space, Ref member);

    void dismiss(Viewer viewer, String space, Ref member);
}
