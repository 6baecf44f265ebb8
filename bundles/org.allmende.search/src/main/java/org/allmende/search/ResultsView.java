/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.util.List;

/**
 * What the page of results shows, in words.
 *
 * @param asked whether anything was asked
 * @param chosenOrder as in the address; null if it was left to us
 * @param rebuilding a sentence; null if all posts are in the index
 * @param suggestion null if there is none
 * @param more the next page; null on the last
 */
public record ResultsView(
        String action,
        String query,
        boolean asked,
        String chosenOrder,
        String rebuilding,
        String summary,
        long total,
        boolean widened,
        List<Link> filters,
        List<Link> orders,
        Link suggestion,
        List<Group> groups,
        String more,
        List<Help> help) {

    public record Link(String text, String address, boolean chosen, String count) {
        static Link to(String text, String address) {
            return new Link(text, address, false, "");
        }
    }

    /** The posts of one topic that were found. */
    public record Group(String address, List<Piece> title, String space, List<Post> posts) {}

    /**
     * @param state why not everybody finds it; empty if everybody does
     * @param language its name; null where it is the page's own or unknown
     * @param tag for the attribute {@code lang}; null if unknown
     */
    public record Post(
            String address,
            String author,
            String moment,
            String kind,
            boolean answer,
            String state,
            String language,
            String tag,
            List<Piece> snippet) {}

    public record Facet(String title, List<Link> values) {}

    public record Help(String example, String meaning) {}
}
