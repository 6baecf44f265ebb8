/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Viewer;

/**
 * What the forum holds, as far as a viewer may see it: private spaces only for their members and moderators; what is held,
 * hidden or deleted only for those whom {@link org.allmende.api.content.State} names, and for an author who deleted it.
 *
 * <p>Each method is a few indexed queries at any size. What does not exist and what the viewer may not see is the same: a
 * problem of status 404. Lists go on after {@link Paged#next}; a wrong {@code after} is a problem of status 400. Thread-safe.
 */
public interface Content {

    /** The spaces that lie in no other, with all that lie in them, by name. */
    List<SpaceNode> spaces(Viewer viewer);

    SpaceNode space(Viewer viewer, String id);

    /** The topics directly in a space, newest activity first. */
    Paged<TopicLine> topics(Viewer viewer, String space, Optional<String> after, int limit);

    /** The topics of all spaces, newest activity first. */
    Paged<TopicLine> latest(Viewer viewer, Optional<String> after, int limit);

    /** The topics with a tag, newest first. */
    Paged<TopicLine> tagged(Viewer viewer, String tag, Optional<String> after, int limit);

    TopicView topic(Viewer viewer, String id);

    /** The posts of a topic by age. */
    Paged<PostView> posts(Viewer viewer, String topic, Optional<String> after, int limit);

    /** Those of {@code posts} that the viewer may see, in the order asked for. */
    List<PostView> posts(Viewer viewer, List<Ref> posts);

    /** The newest post of a topic; empty if the viewer may see none. */
    Optional<PostView> newest(Viewer viewer, String topic);

    /** Posts that answer a post directly, by age. */
    Paged<PostView> replies(Viewer viewer, String post, Optional<String> after, int limit);

    PostView post(Viewer viewer, String id);

    /**
     * Where in its topic a post stands.
     *
     * @param size how many posts a page has
     * @return what to give to {@link #posts(Viewer, String, Optional, int)} for the page that shows the post; empty for the
     *     first page
     */
    Optional<String> pageWith(Viewer viewer, String post, int size);

    /** What to give for the page before the one that {@code after} begins; empty for the first page. */
    Optional<String> pageBefore(Viewer viewer, String topic, String after, int size);

    /** What a post said, newest first. */
    List<Version> history(Viewer viewer, String post);

    /** Who was let into a private space, by name. Only for those who may make spaces. */
    List<Author> members(Viewer viewer, String space);

    Profile profile(Viewer viewer, Ref member);

    /** What a member wrote, newest first. */
    Paged<PostView> contributions(Viewer viewer, Ref member, Optional<String> after, int limit);
}
