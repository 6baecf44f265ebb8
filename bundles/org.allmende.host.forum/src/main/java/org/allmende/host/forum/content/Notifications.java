/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.Optional;
import org.allmende.api.member.Viewer;

/** The bell: what a member has been told. A guest has none. Thread-safe. */
public interface Notifications {

    /** How many are unread, at most 100. */
    int unread(Viewer viewer);

    /** Newest first. */
    Paged<Notification> list(Viewer viewer, Optional<String> after, int limit);

    /** Marks one as read; does nothing if it is another member's. */
    void read(Viewer viewer, String id);

    /** Marks all as read that the viewer has been shown: those up to {@code upTo}, or all. */
    void readAll(Viewer viewer, Optional<String> upTo);
}
