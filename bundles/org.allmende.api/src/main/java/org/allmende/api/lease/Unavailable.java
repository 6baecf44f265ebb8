/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.lease;

import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;

/**
 * A call could not be finished because its generation was taken away at the drain's limit. Carries a problem of status
 * 503: asking again reaches the generation that took its place.
 */
public final class Unavailable extends ProblemException {

    public Unavailable(String detail) {
        super(Problem.unavailable(detail));
    }
}
