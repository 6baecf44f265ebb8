/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.util.Locale;
import java.util.Optional;

/** What a moderator may decide. */
public enum Action {
    /** Takes the post from readers' sight; its author is told why. */
    HIDE,
    /** Publishes what was held or hidden. */
    RESTORE,
    /** Nothing is wrong; closes the case. */
    LEAVE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Action> of(String word) {
        for (Action action : values()) {
            if (action.word().equals(word)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
