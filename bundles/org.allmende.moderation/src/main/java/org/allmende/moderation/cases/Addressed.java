/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Request;

/** Finds what a request's {@code id} stands for, or says that there is none. Thread-safe. */
public final class Addressed {

    private final Cases cases;

    public Addressed(Cases cases) {
        this.cases = cases;
    }

    public CaseRecord record(Request request) {
        long id = number(request.path("id"), "id");
        return cases.find(id).orElseThrow(() -> none("case", id));
    }

    public CaseFile file(Request request) {
        long id = number(request.path("id"), "id");
        return cases.file(id).orElseThrow(() -> none("case", id));
    }

    public Decision decision(Request request) {
        long id = number(request.path("id"), "id");
        return cases.decision(id).orElseThrow(() -> none("decision", id));
    }

    /** @throws ProblemException naming the field, if the text is no number */
    public static long number(String text, String field) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.invalid(field, "must be a whole number, not " + text).asException();
        }
    }

    private static ProblemException none(String what, long id) {
        return Problem.notFound("There is no " + what + " " + id + ".").asException();
    }
}
