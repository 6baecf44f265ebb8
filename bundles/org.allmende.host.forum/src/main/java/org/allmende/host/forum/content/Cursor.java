/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.Optional;
import java.util.OptionalLong;

/** Where a list that is ordered by time and id goes on: {@code time.id}. */
record Cursor(long time, long id) {

    static final Cursor NEWEST = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);

    static Optional<Cursor> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            OptionalLong id = Refs.number(text.substring(dot + 1));
            return id.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Cursor(Long.parseLong(text, 0, dot, 10), id.getAsLong()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return time + "." + id;
    }
}
