/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.host;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.Topic;
import org.allmende.api.member.Viewer;
import org.osgi.annotation.versioning.ProviderType;

/** All hosts as one; an item is sent to the host that its reference names. A runtime service; thread-safe. */
@ProviderType
public interface Hosts {

    Set<String> ids();

    boolean can(Ref item, Capability capability);

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

    Host.Scan scan(String host, String after, int limit);

    boolean mayRead(Viewer viewer, Ref space);

    /** The spaces that the viewer may read, for filtering inside a query. */
    Set<Ref> readable(Viewer viewer);

    /** The spaces in which the viewer sees what is held or hidden, whoever wrote it. */
    default Set<Ref> moderated(Viewer viewer) {
        return Set.of();
    }

    /** Where a browser finds it; empty if its host is not there. */
    Optional<String> link(Ref item);

    /** The ids that items had where they were imported from; an item that was not imported is left out. */
    default Map<Ref, String> externalIds(Collection<Ref> items) {
        return Map.of();
    }
}
