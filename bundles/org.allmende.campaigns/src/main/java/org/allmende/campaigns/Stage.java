/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.Locale;

/** How far a campaign is. */
enum Stage {
    /** Being written. */
    DRAFT,
    /** Waits for its time. */
    SCHEDULED,
    /** Its time has come somewhere. */
    RUNNING,
    /** Held by a person; may be changed and started again. */
    PAUSED,
    /** Did what it was to do. */
    FINISHED,
    /** Ended by a person. */
    STOPPED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Stage of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    boolean isEditable() {
        return this == DRAFT || this == PAUSED;
    }

    boolean isLive() {
        return this == SCHEDULED || this == RUNNING;
    }

    boolean isOver() {
        return this == FINISHED || this == STOPPED;
    }
}
