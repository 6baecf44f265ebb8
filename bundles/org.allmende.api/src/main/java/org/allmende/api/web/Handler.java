/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

/** Answers a request. Thread-safe. Throws a {@link org.allmende.api.problem.ProblemException} to tell what is wrong. */
@FunctionalInterface
public interface Handler {

    Response answer(Request request) throws Exception;
}
