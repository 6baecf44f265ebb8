/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.Locale;
import java.util.Optional;

/** What a campaign does. */
enum Kind {
    /** Shows a banner to an audience. */
    ANNOUNCEMENT,
    /** Opens a topic at a time. */
    TOPIC;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kind> of(String word) {
        return switch (word) {
            case "announcement" -> Optional.of(ANNOUNCEMENT);
            case "topic" -> Optional.of(TOPIC);
            default -> Optional.empty();
        };
    }
}
