/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.ArrayList;
import java.util.List;
import org.allmende.host.forum.content.Version;

/**
 * A version of a post and what it changed.
 *
 * @param number from 1, the oldest
 * @param title empty if the post has none
 */
public record Change(Version version, int number, List<Difference.Piece> title, List<Difference.Piece> body) {

    /** @param versions newest first */
    static List<Change> of(List<Version> versions) {
        List<Change> changes = new ArrayList<>(versions.size());
        for (int i = 0; i < versions.size(); i++) {
            Version version = versions.get(i);
            // The first version has nothing to be compared with: all of it is as it was.
            Version before = i + 1 < versions.size() ? versions.get(i + 1) : version;
            changes.add(new Change(
                    version,
                    versions.size() - i,
                    Difference.between(
                            before.title().orElse(""), version.title().orElse("")),
                    Difference.between(before.body(), version.body())));
        }
        return changes;
    }

    public boolean isFirst() {
        return number == 1;
    }

    public boolean isTitleChanged() {
        return title.size() > 1 || (isFirst() && !title.isEmpty());
    }
}
