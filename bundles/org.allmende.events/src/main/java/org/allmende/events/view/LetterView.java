/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events.view;

/** Something that was set aside, in the reader's language. */
public record LetterView(
        String id,
        String handler,
        String what,
        String subject,
        String attempts,
        String since,
        String failure,
        String details,
        boolean replaying) {}
