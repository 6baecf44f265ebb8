/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.allmende.api.problem.Problem;
import org.allmende.api.web.Page;
import org.allmende.api.web.Response;
import org.allmende.web.guard.Origin;
import org.allmende.web.message.Answer;
import org.allmende.web.message.Decoding;
import org.allmende.web.message.JsonWriter;
import org.allmende.web.shell.Shell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes answers of what handlers return, and of what went wrong. Under the request's snapshot. Thread-safe. */
final class Replies {

    private static final Logger ACCESS = LoggerFactory.getLogger("org.allmende.web.access");

    private static final String NOTICE_COOKIE = "allmende-notice";
    private static final String THEME_COOKIE = "allmende-theme";
    private static final String NOTICE = "Allmende-Notice";
    private static final int LONGEST_NOTICE = 500;

    private static final List<Response.Header> PAGE_HEADERS = List.of(
            new Response.Header(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                            + " connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self';"
                            + " base-uri 'none'; frame-ancestors 'none'"),
            new Response.Header("X-Content-Type-Options", "nosniff"),
            new Response.Header("Referrer-Policy", "same-origin"),
            new Response.Header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            new Response.Header("Cross-Origin-Opener-Policy", "same-origin"));

    private static final List<Response.Header> OTHER_HEADERS = List.of(
            new Response.Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
            new Response.Header("X-Content-Type-Options", "nosniff"),
            new Response.Header("Referrer-Policy", "same-origin"),
            new Response.Header("Cross-Origin-Resource-Policy", "same-origin"));

    private final Site site;
    private final Shell shell;
    private final JsonWriter writer;
    private final Problems problems;

    Replies(Site site, Shell shell, JsonWriter writer, Problems problems) {
        this.site = site;
        this.shell = shell;
        this.writer = writer;
        this.problems = problems;
    }

    /** What a handler has answered, with the shell around a page and the headers that keep it safe. */
    Answer rendered(Response response, WebRequest request) {
        List<String> notices = new ArrayList<>();
        List<Response.Header> headers = new ArrayList<>(response.headers().size());
        boolean whole = response.body() instanceof Response.Body.Whole;
        boolean cached = false;
        for (Response.Header header : response.headers()) {
            if (header.name().equalsIgnoreCase(NOTICE)) {
                if (whole) {
                    notices.add(header.value());
                } else {
                    request.cookies().set(NOTICE_COOKIE, packed(header.value()), 60);
                }
            } else if (header.name().equalsIgnoreCase("Location")) {
                headers.add(new Response.Header("Location", location(header.value(), response.status(), request)));
            } else if (header.name().equalsIgnoreCase("Set-Cookie")) {
                headers.add(new Response.Header("Set-Cookie", request.cookies().hardened(oneLine(header.value()))));
            } else {
                cached |= header.name().equalsIgnoreCase("Cache-Control");
                headers.add(new Response.Header(oneLine(header.name()), oneLine(header.value())));
            }
        }
        if (!cached) {
            headers.add(new Response.Header("Cache-Control", "private, no-cache"));
        }
        return content(response, request, notices).headers(headers);
    }

    private Answer content(Response response, WebRequest request, List<String> notices) {
        int status = response.status();
        Response.Body given = response.body();
        if (given instanceof Response.Body.Whole whole) {
            return page(status, whole.page(), request, notices);
        }
        if (given instanceof Response.Body.Part part) {
            return Answer.text(status, "text/html; charset=utf-8", part.html().value())
                    .headers(PAGE_HEADERS);
        }
        if (given instanceof Response.Body.Data data) {
            return Answer.bytes(status, "application/json", writer.bytes(data.json()))
                    .headers(OTHER_HEADERS);
        }
        if (given instanceof Response.Body.Bytes bytes) {
            return Answer.bytes(status, bytes.type(), bytes.content()).headers(OTHER_HEADERS);
        }
        if (given instanceof Response.Body.File file) {
            return new Answer(status, OTHER_HEADERS, new Answer.Content.File(file.type(), file.path()));
        }
        return Answer.nothing(status);
    }

    private Answer page(int status, Page page, WebRequest request, List<String> notices) {
        request.incoming().cookie(NOTICE_COOKIE).ifPresent(value -> {
            unpacked(value).ifPresent(text -> notices.addFirst(text));
            request.cookies().clear(NOTICE_COOKIE);
        });
        String html = shell.render(
                request,
                request.map(),
                page,
                request.incoming().cookie(THEME_COOKIE).orElse(""),
                notices);
        return Answer.text(status, "text/html; charset=utf-8", html).headers(PAGE_HEADERS);
    }

    /** The problem in the form that whoever asked can use. */
    Answer told(Problem problem, WebRequest request) {
        boolean unknown = problem.status() == 401 && !Origin.isBrowser(request.incoming());
        boolean program =
                isApi(request) || ((request.asker().byHeader() || unknown) && !Origin.isVisit(request.incoming()));
        if (program) {
            Answer answer = problems.data(problem).headers(OTHER_HEADERS);
            // A browser would ask for a password in the middle of a page that merely shows a picture.
            return problem.status() == 401 && !Origin.isBrowser(request.incoming())
                    ? answer.header("WWW-Authenticate", "Basic realm=\"Allmende\", charset=\"UTF-8\"")
                    : answer;
        }
        if (request.partial()) {
            return Problems.headed(
                    problem,
                    Answer.text(problem.status(), "text/html; charset=utf-8", problems.piece(problem))
                            .headers(PAGE_HEADERS));
        }
        try {
            return Problems.headed(
                    problem, page(problem.status(), problems.page(problem, request), request, new ArrayList<>()));
        } catch (RuntimeException | LinkageError e) {
            // the shell itself failed: still say what happened
            ACCESS.error("The page for a problem could not be made", e);
            return problems.data(problem);
        }
    }

    private boolean isApi(WebRequest request) {
        return site.within(request.incoming().rawPath()).startsWith("/api/");
    }

    private String location(String value, int status, WebRequest request) {
        if (Site.isLocal(value)) {
            return Decoding.escaped(site.at(value), "");
        }
        if (status == 303) {
            ACCESS.warn("{} was to lead away from the site; it leads to the front page", request.label());
            return site.at("/");
        }
        return oneLine(value);
    }

    private static String packed(String text) {
        String shown = text.length() > LONGEST_NOTICE ? text.substring(0, LONGEST_NOTICE) : text;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(shown.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> unpacked(String value) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
            return Optional.of(Decoding.line(text)).filter(line -> !line.isEmpty() && line.length() <= LONGEST_NOTICE);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Without what would end a header and begin another. */
    static String oneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return Decoding.line(value);
            }
        }
        return value;
    }
}
