/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

/** How far a swap is. Written to the journal before it is done. */
public enum Step {
    PLANNED,
    /** The bundles are there. */
    FETCHED,
    /** They are what they should be. */
    VERIFIED,
    /** Installed beside the old generation, with all they need. */
    RESOLVED,
    /** Tables migrated. */
    PREPARED,
    STARTED,
    HEALTHY,
    /** From here on the next start is with the new generation. */
    SWITCHED,
    /** Nobody is in the old generation any more; it is stopped. */
    DRAINED,
    /** Watched; a way back at once. */
    PROBATION,
    DONE,
    /** As before, for a reason. */
    ROLLED_BACK;

    public boolean isEnd() {
        return this == DONE || this == ROLLED_BACK;
    }

    /** Whether the one who asked has their answer. */
    public boolean isSettled() {
        return isEnd() || this == PROBATION;
    }

    public boolean hasSwitched() {
        return compareTo(SWITCHED) >= 0 && this != ROLLED_BACK;
    }
}
