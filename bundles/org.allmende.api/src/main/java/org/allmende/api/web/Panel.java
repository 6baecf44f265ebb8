/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.util.List;
import org.allmende.api.content.Ref;
import org.allmende.api.lease.Leased;

/**
 * What a feature puts into a slot. Thread-safe.
 *
 * <p>Slots of posts are rendered for all posts of a page in one call, so that one query serves them all.
 */
@Leased(many = true)
public interface Panel {

    default Slot slot() {
        return Slot.SIDEBAR;
    }

    /** Lower comes first. */
    default int order() {
        return 100;
    }

    /**
     * @param subjects what the slot belongs to: the posts, the topic, the space (composer, sidebar), the member (profile);
     *     empty where there is none
     * @return one piece for each subject, in order; one piece if there are no subjects;
     *     {@link Html#NOTHING} where there is nothing to show
     */
    default List<Html> render(Request request, List<Ref> subjects) throws Exception {
        return subjects.isEmpty()
                ? List.of(Html.NOTHING)
                : subjects.stream().map(subject -> Html.NOTHING).toList();
    }
}
