/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.host;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.Topic;
import org.allmende.api.event.Occurrence;
import org.allmende.api.member.Viewer;

/**
 * One forum or CMS. Implemented in storey 4, used by the runtime's {@link Hosts}; features never see it. Thread-safe.
 *
 * <p>A host may report late, twice and out of order; the runtime keeps each (item, type, revision) once.
 */
public interface Host {

    /** The first part of its references. */
    String id();

    Set<Capability> capabilities();

    /**
     * What changed after {@code cursor} (empty: from the beginning), at most {@code limit} changes. A host that records its
     * events in the store itself, together with its content, answers {@link Changes#NONE}.
     */
    Changes changesSince(String cursor, int limit);

    Optional<Space> space(Ref space);

    Optional<Topic> topic(Ref topic);

    /** Those of {@code topics} that exist, in the order asked for. */
    default List<Topic> topics(List<Ref> topics) {
        return topics.stream().map(this::topic).flatMap(Optional::stream).toList();
    }

    Optional<Post> post(Ref post);

    /** Those of {@code posts} that exist, in the order asked for. */
    List<Post> posts(List<Ref> posts);

    List<Space> spaces();

    /** Posts in an order that stays (new ones come last), after {@code after} (empty: from the first). */
    Scan scan(String after, int limit);

    /** Whether the viewer may read the space. */
    boolean mayRead(Viewer viewer, Ref space);

    /** All spaces that the viewer may read; a host that can tell at once does. */
    default Set<Ref> readable(Viewer viewer) {
        Set<Ref> readable = new LinkedHashSet<>();
        spaces().stream()
                .map(Space::ref)
                .filter(space -> mayRead(viewer, space))
                .forEach(readable::add);
        return readable;
    }

    /** Whether the viewer sees what is held or hidden in the space, whoever wrote it. */
    default boolean moderates(Viewer viewer, Ref space) {
        return false;
    }

    /** Where a browser finds it: a path on this deployment, or an absolute address. */
    String link(Ref item);

    /** The ids that items had where they were imported from; an item that was not imported is left out. */
    default Map<Ref, String> externalIds(Collection<Ref> items) {
        return Map.of();
    }

    Outcome perform(Command command);

    /**
     * A batch of changes.
     *
     * @param cursor where to go on
     * @param more whether there is more already
     */
    record Changes(List<Occurrence> occurrences, String cursor, boolean more) {
        public static final Changes NONE = new Changes(List.of(), "", false);
    }

    /**
     * A batch of posts with their topics.
     *
     * @param next where to go on; empty at the end
     */
    record Scan(List<Found> posts, Optional<String> next) {}

    record Found(Post post, Topic topic) {}
}
