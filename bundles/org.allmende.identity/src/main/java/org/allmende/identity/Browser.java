/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.time.Duration;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import org.allmende.api.member.Identity;
import org.allmende.api.text.LocaleChooser;
import org.allmende.api.web.Request;
import org.osgi.service.component.annotations.Component;

/** The session cookie, and which browser sent it. Thread-safe. */
@Component(service = Browser.class)
public final class Browser {

    /** Parts of the User-Agent header that tell the program, the most telling first: most claim to be others as well. */
    private static final List<Entry<String, String>> PROGRAMS = List.of(
            entry("Edg", "Edge"),
            entry("OPR/", "Opera"),
            entry("SamsungBrowser", "Samsung Internet"),
            entry("Firefox/", "Firefox"),
            entry("FxiOS", "Firefox"),
            entry("CriOS", "Chrome"),
            entry("HeadlessChrome", "Chrome"),
            entry("Chrome/", "Chrome"),
            entry("Safari/", "Safari"),
            entry("curl/", "curl"));

    private static final List<Entry<String, String>> SYSTEMS = List.of(
            entry("Android", "Android"),
            entry("iPhone", "iPhone"),
            entry("iPad", "iPad"),
            entry("Windows", "Windows"),
            entry("Mac OS X", "macOS"),
            entry("CrOS", "ChromeOS"),
            entry("Linux", "Linux"));

    Optional<String> cookie(Request request) {
        String wanted = Identity.SESSION_COOKIE + "=";
        for (String part : request.header("Cookie").orElse("").split(";")) {
            String cookie = part.strip();
            if (cookie.startsWith(wanted) && cookie.length() > wanted.length()) {
                return Optional.of(cookie.substring(wanted.length()));
            }
        }
        return Optional.empty();
    }

    /** The header that gives the cookie to the browser: not readable by scripts, not sent with other sites' forms. The dispatcher adds Secure. */
    String given(Request request, String value, Duration lasts) {
        return Identity.SESSION_COOKIE + "=" + value + "; Path=" + request.at("/") + "; Max-Age=" + lasts.toSeconds()
                + "; HttpOnly; SameSite=Lax";
    }

    String taken(Request request) {
        return given(request, "", Duration.ZERO);
    }

    /** The header that ends a language chosen on a page; in the path that the dispatcher set it for. */
    static String languageForgotten() {
        return LocaleChooser.COOKIE + "=; Max-Age=0";
    }

    /** A few words that their owner recognises; not the header itself, which would tell more than is needed. */
    static String named(Optional<String> userAgent) {
        String header = userAgent.orElse("");
        String program = first(PROGRAMS, header);
        String system = first(SYSTEMS, header);
        return program.isEmpty() || system.isEmpty() ? program + system : program + ", " + system;
    }

    private static String first(List<Entry<String, String>> marks, String header) {
        return marks.stream()
                .filter(it -> header.contains(it.getKey()))
                .map(Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private static Entry<String, String> entry(String mark, String name) {
        return java.util.Map.entry(mark, name);
    }
}
