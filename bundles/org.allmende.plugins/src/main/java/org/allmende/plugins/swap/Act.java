/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.Locale;

/** What an administrator can ask for that swaps a generation. */
public enum Act {
    INSTALL,
    UPDATE,
    RESTART,
    REMOVE,
    ROLLBACK,
    /** Stays installed and does not run, also after a start of the deployment. */
    OFF,
    ON;

    /** Whether nothing of the feature runs afterwards. */
    public boolean ends() {
        return this == REMOVE || this == OFF;
    }

    /** As written in the journal, in addresses and in messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Act of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
