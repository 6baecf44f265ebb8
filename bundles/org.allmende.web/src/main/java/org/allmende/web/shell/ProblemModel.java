/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.shell;

import java.util.List;
import org.allmende.api.problem.Problem;

/**
 * A page that says what went wrong and what to do about it.
 *
 * @param written what the reader had written, so that it is not lost
 */
public record ProblemModel(
        int status,
        String title,
        String detail,
        List<Problem.Field> fields,
        String cure,
        String writtenLabel,
        List<String> written,
        String back,
        String backLabel) {}
