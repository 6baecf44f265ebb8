/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.content;

import java.util.Locale;

/** Who sees an item. */
public enum State {
    /** Everybody who may read its space. */
    PUBLISHED,
    /** Its author and moderators, until a moderator decides. */
    HELD,
    /** Its author and moderators; taken away by a moderator. */
    HIDDEN,
    /** Moderators; taken away by its author or a moderator, may be restored. */
    DELETED;

    /** As written in JSON and in the store. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static State of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
