/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.allmende.api.web.Request;

/** The announcements that a guest is done with, kept by the browser: the latest twenty. */
final class GuestCookie {

    static final String NAME = "allmende-campaigns";

    private static final int MOST = 20;
    private static final long YEAR_SECONDS = 365L * 24 * 3600;

    private GuestCookie() {}

    static Set<Long> read(Request request) {
        Set<Long> ids = new LinkedHashSet<>();
        for (String part : request.header("Cookie").orElse("").split(";")) {
            String cookie = part.strip();
            if (cookie.startsWith(NAME + "=")) {
                for (String id : cookie.substring(NAME.length() + 1).split("\\.")) {
                    if (id.matches("[0-9]{1,18}")) {
                        ids.add(Long.parseLong(id));
                    }
                }
            }
        }
        return ids;
    }

    /** The header that adds one. */
    static String with(Request request, long id) {
        List<Long> ids = new ArrayList<>(read(request));
        ids.remove(id);
        ids.add(id);
        String value = ids.subList(Math.max(0, ids.size() - MOST), ids.size()).stream()
                .map(Object::toString)
                .collect(Collectors.joining("."));
        return NAME + "=" + value + "; Path=" + request.at("/") + "; Max-Age=" + YEAR_SECONDS
                + "; HttpOnly; SameSite=Lax";
    }
}
