/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;

/** Which problems are shown in the form that caused them, with all that was typed; the others get a page of their own. */
final class Faults {

    private Faults() {}

    /** What the form is to show; throws it on if that is none of the form's. */
    static Problem ofForm(ProblemException e) {
        if (!belongToForm(e.problem())) {
            throw e;
        }
        return e.problem();
    }

    private static boolean belongToForm(Problem problem) {
        return switch (problem.status()) {
            case 400, 409, 412, 413, 422, 429, 503 -> true;
            default -> false;
        };
    }
}
