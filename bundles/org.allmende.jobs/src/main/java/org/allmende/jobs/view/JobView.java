/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs.view;

/**
 * A job, in the reader's language.
 *
 * @param next when it recurs next; empty if it only does tasks
 * @param letters empty if nothing was set aside
 * @param failure the first line of how it failed; empty if it did not
 */
public record JobView(
        String name,
        String feature,
        boolean there,
        String ran,
        String next,
        String waiting,
        String letters,
        String failure) {}
