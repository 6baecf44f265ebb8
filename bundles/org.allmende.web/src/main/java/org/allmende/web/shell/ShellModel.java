/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.shell;

import java.util.List;
import org.allmende.api.web.Html;
import org.allmende.api.web.Page;

/**
 * What the shell's template shows around a page.
 *
 * @param lang of the words of the page
 * @param dir {@code ltr} or {@code rtl}
 * @param theme {@code light} or {@code dark} if the reader chose one, else null
 * @param formToken for scripts; null for somebody who is not signed in
 * @param place the area's name in the bar; empty in the community
 */
public record ShellModel(
        Page page,
        String title,
        String lang,
        String dir,
        String theme,
        String formToken,
        String site,
        String home,
        String place,
        Words words,
        List<String> styles,
        List<String> scripts,
        String icon,
        Html header,
        Html banners,
        Html aside,
        List<String> notices,
        List<Section> menu,
        Face face,
        String signIn) {

    /** The shell's own words. */
    public record Words(
            String skip, String menu, String signIn, String you, String aside, String notice, String footer) {}

    /** Lines of a menu under one heading. */
    public record Section(String heading, List<Line> lines) {}

    public record Line(String address, String label, boolean current) {}

    /**
     * The member who reads.
     *
     * @param initials at most two letters
     * @param formToken for signing out
     */
    public record Face(
            String name, String initials, List<Line> lines, String signOut, String signOutLabel, String formToken) {}

    public boolean hasMenu() {
        return !menu.isEmpty();
    }

    public boolean hasAside() {
        return !aside.isNothing();
    }
}
