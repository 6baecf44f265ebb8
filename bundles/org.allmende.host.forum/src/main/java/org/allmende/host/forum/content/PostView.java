/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.gate.Reason;

/**
 * A post as a viewer sees it.
 *
 * @param title the topic's title
 * @param parent the post that it answers, if the viewer may see that
 * @param replies how many published posts answer it
 * @param own the reactions that the viewer has given
 * @param isAnswer whether it is the topic's accepted answer
 * @param reasons why it is held or hidden; only for its author and moderators
 * @param acts what the viewer may do to it now
 */
public record PostView(
        Post post,
        Optional<String> externalId,
        String title,
        Optional<Parent> parent,
        int replies,
        Set<String> own,
        boolean isAnswer,
        List<Reason> reasons,
        Set<Act> acts) {

    /** What one may do to a post. */
    public enum Act {
        EDIT,
        DELETE,
        RESTORE,
        REACT,
        REPLY,
        ACCEPT,
        UNACCEPT
    }

    /** The post that another answers. */
    public record Parent(String id, int number, Author author) {}

    public PostView {
        own = Set.copyOf(own);
        reasons = List.copyOf(reasons);
        acts = Set.copyOf(acts);
    }

    public String id() {
        return post.ref().id();
    }

    public boolean may(Act act) {
        return acts.contains(act);
    }
}
