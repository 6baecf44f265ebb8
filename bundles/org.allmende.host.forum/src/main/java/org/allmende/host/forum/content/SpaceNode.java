/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.allmende.api.content.Space;

/**
 * A space with those that lie in it, as far as the viewer may read them.
 *
 * @param topics how many published topics lie directly in it
 * @param posts how many published posts those have
 * @param active when something was last posted directly in it
 * @param path the spaces that it lies in, the outermost first
 */
public record SpaceNode(
        Space space,
        Optional<String> externalId,
        long topics,
        long posts,
        Optional<Instant> active,
        List<Space> path,
        List<SpaceNode> children,
        boolean mayPost) {

    public SpaceNode {
        path = List.copyOf(path);
        children = List.copyOf(children);
    }

    /** As {@link #topics}, with those of the spaces in it. */
    public long topicsWithin() {
        return topics + children.stream().mapToLong(SpaceNode::topicsWithin).sum();
    }

    /** As {@link #posts}, with those of the spaces in it. */
    public long postsWithin() {
        return posts + children.stream().mapToLong(SpaceNode::postsWithin).sum();
    }

    /** As {@link #active}, with the spaces in it. */
    public Optional<Instant> activeWithin() {
        return Stream.concat(active.stream(), children.stream().flatMap(child -> child.activeWithin().stream()))
                .max(Comparator.naturalOrder());
    }

    public String id() {
        return space.ref().id();
    }
}
