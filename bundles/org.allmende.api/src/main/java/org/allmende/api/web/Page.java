/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;

/**
 * The inside of a page; the runtime puts the shell around it (bar, menu, sidebar, slots).
 *
 * @param title plain text
 * @param main the content
 * @param aside the host's or feature's own part of the sidebar, before the panels
 * @param subjects what the sidebar's panels are about
 * @param styles addresses of the bundle's own style sheets, from {@link Assets}
 * @param scripts addresses of the bundle's own scripts, from {@link Assets}
 * @param bare whether to leave out the sidebar: for forms such as sign-in
 */
public record Page(
        String title,
        Area area,
        Html main,
        Html aside,
        List<Ref> subjects,
        List<String> styles,
        List<String> scripts,
        boolean bare,
        Optional<String> description) {

    public static Page of(String title, Html main) {
        return new Page(
                title, Area.COMMUNITY, main, Html.NOTHING, List.of(), List.of(), List.of(), false, Optional.empty());
    }

    public Page in(Area anArea) {
        return new Page(title, anArea, main, aside, subjects, styles, scripts, bare, description);
    }

    public Page aside(Html html) {
        return new Page(title, area, main, html, subjects, styles, scripts, bare, description);
    }

    public Page about(Ref... refs) {
        return new Page(title, area, main, aside, List.of(refs), styles, scripts, bare, description);
    }

    public Page style(String... addresses) {
        return new Page(title, area, main, aside, subjects, List.of(addresses), scripts, bare, description);
    }

    public Page script(String... addresses) {
        return new Page(title, area, main, aside, subjects, styles, List.of(addresses), bare, description);
    }

    public Page alone() {
        return new Page(title, area, main, aside, subjects, styles, scripts, true, description);
    }

    public Page description(String text) {
        return new Page(title, area, main, aside, subjects, styles, scripts, bare, Optional.of(text));
    }
}
