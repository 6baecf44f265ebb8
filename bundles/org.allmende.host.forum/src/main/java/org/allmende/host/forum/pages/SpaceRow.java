/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.allmende.api.content.Author;
import org.allmende.host.forum.content.SpaceNode;

/**
 * A space in the list that administrators see.
 *
 * @param depth in how many others it lies
 * @param members who may read it, if it is private
 */
public record SpaceRow(SpaceNode node, int depth, List<Author> members) {

    static List<SpaceRow> of(List<SpaceNode> tree, Function<SpaceNode, List<Author>> members) {
        List<SpaceRow> rows = new ArrayList<>();
        add(rows, tree, 0, members);
        return rows;
    }

    private static void add(
            List<SpaceRow> rows, List<SpaceNode> nodes, int depth, Function<SpaceNode, List<Author>> members) {
        for (SpaceNode node : nodes) {
            rows.add(
                    new SpaceRow(node, Math.min(depth, 3), node.space().isPrivate() ? members.apply(node) : List.of()));
            add(rows, node.children(), depth + 1, members);
        }
    }

    /** Its name, set in as far as it lies in others; for a list without other marks. */
    public String label() {
        return "\u2003".repeat(depth) + node.space().name();
    }
}
