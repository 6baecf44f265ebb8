/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import java.util.Optional;
import java.util.Set;
import org.allmende.web.message.Incoming;

/** What a browser says of the page that a request comes from (Fetch Metadata; RFC 6454). Programs say nothing, and may. */
public final class Origin {

    private static final Set<String> OURS = Set.of("same-origin", "none");

    private Origin() {}

    /** Whether a browser sends it for a page of another origin: with what it remembers, such as a password. */
    public static boolean isForeign(Incoming in) {
        Optional<String> site = in.header("sec-fetch-site");
        if (site.isPresent()) {
            return !OURS.contains(site.get());
        }
        return in.header("origin")
                .filter(origin -> !origin.endsWith("//" + in.header("host").orElse("")))
                .isPresent();
    }

    /** Whether it is for a page that a person goes to, not for a part of one such as a picture. */
    public static boolean isVisit(Incoming in) {
        return in.header("sec-fetch-dest")
                .map(destination -> destination.equals("document"))
                .orElseGet(() -> in.header("accept").orElse("").contains("text/html"));
    }

    /** Whether a browser sends it, and not a program. */
    public static boolean isBrowser(Incoming in) {
        return in.header("sec-fetch-site").isPresent()
                || in.header("sec-fetch-dest").isPresent();
    }
}
