/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.problem;

import java.util.List;

/**
 * What went wrong, where, and what to do about it; written as {@code application/problem+json} or as an error page.
 *
 * @param type a stable word such as {@code not-found}, made a URI reference on the wire
 * @param status the HTTP status, 400 to 599
 * @param title the same for every problem of the type
 * @param detail names the thing, the place and the cure; holds nothing secret
 * @param fields the fields of the input that are at fault
 */
public record Problem(String type, int status, String title, String detail, List<Field> fields) {

    /** One field of the input and what is wrong with it. */
    public record Field(String name, String detail) {}

    public Problem {
        fields = List.copyOf(fields);
    }

    public static Problem of(String type, int status, String title, String detail) {
        return new Problem(type, status, title, detail, List.of());
    }

    public static Problem invalid(String field, String detail) {
        return new Problem(
                "invalid", 400, "The input is not valid", field + " " + detail, List.of(new Field(field, detail)));
    }

    public static Problem notFound(String detail) {
        return of("not-found", 404, "Not found", detail);
    }

    public static Problem forbidden(String detail) {
        return of("forbidden", 403, "Not allowed", detail);
    }

    public static Problem conflict(String detail) {
        return of("conflict", 409, "In conflict with what is there", detail);
    }

    public static Problem unavailable(String detail) {
        return of("unavailable", 503, "Not available at the moment", detail);
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }

    public ProblemException asException(Throwable cause) {
        return new ProblemException(this, cause);
    }
}
