/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.util.Map;
import java.util.Optional;
import org.allmende.api.web.Response;

/** What an answer holds. */
public final class Shown {

    private Shown() {}

    /** The inside of the page, or the piece of one. */
    public static String html(Response response) {
        return switch (response.body()) {
            case Response.Body.Whole whole -> whole.page().main().value();
            case Response.Body.Part part -> part.html().value();
            default -> throw new AssertionError("a page was expected, not " + response.body());
        };
    }

    public static Map<String, Object> json(Response response) {
        if (response.body() instanceof Response.Body.Data data) {
            return data.json().fields();
        }
        throw new AssertionError("JSON was expected, not " + response.body());
    }

    public static Optional<String> header(Response response, String name) {
        return response.headers().stream()
                .filter(it -> it.name().equalsIgnoreCase(name))
                .map(Response.Header::value)
                .findFirst();
    }
}
