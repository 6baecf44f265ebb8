/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.search;

import java.util.List;
import org.allmende.api.content.Ref;
import org.allmende.api.lease.Leased;
import org.allmende.api.member.Viewer;

/** Finds topics and posts. Offered by the feature {@code search}. */
@Leased
public interface Search {

    /** Only what the viewer may read. Never throws for what a person types. */
    default Found find(Query query) {
        return new Found(0, List.of());
    }

    record Query(String text, Viewer viewer, int limit) {}

    record Found(long total, List<Hit> hits) {}

    /** @param score higher is better; compares within one answer only */
    record Hit(Ref post, Ref topic, String title, String snippet, double score) {}
}
