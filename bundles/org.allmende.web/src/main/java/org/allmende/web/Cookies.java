/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.allmende.api.web.Response;

/** The cookies that one answer sets; every one of them as safe as the site allows. */
final class Cookies {

    /** As long as the browser runs. */
    static final int SESSION = -1;

    private final Site site;
    private final List<Response.Header> headers = new ArrayList<>(2);

    Cookies(Site site) {
        this.site = site;
    }

    /** @param seconds 0 to take it away */
    void set(String name, String value, int seconds) {
        String age = seconds == SESSION ? "" : "; Max-Age=" + seconds;
        headers.add(new Response.Header("Set-Cookie", hardened(name + "=" + value + age)));
    }

    void clear(String name) {
        set(name, "", 0);
    }

    List<Response.Header> headers() {
        return headers;
    }

    /** What a handler sets gets what it forgot: path, HttpOnly, SameSite, and Secure where the site is reached by https. */
    String hardened(String cookie) {
        String lower = cookie.toLowerCase(Locale.ROOT);
        StringBuilder hardened = new StringBuilder(cookie);
        if (!lower.contains("; path=")) {
            hardened.append("; Path=").append(site.base().isEmpty() ? "/" : site.base());
        }
        if (!lower.contains("; httponly")) {
            hardened.append("; HttpOnly");
        }
        if (!lower.contains("; samesite=")) {
            hardened.append("; SameSite=Lax");
        }
        if (site.isSecure() && !lower.contains("; secure")) {
            hardened.append("; Secure");
        }
        return hardened.toString();
    }
}
