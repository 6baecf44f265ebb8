/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.pages;

/** A case as one line of the queue, in the moderator's language. */
public record CaseLine(
        long id,
        String address,
        String tone,
        String cause,
        String language,
        String excerpt,
        String summary,
        String age) {}
