/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One SQL statement and its parameters.
 *
 * @param sql with a {@code ?} for each parameter; never composed of values
 * @param parameters {@link String}, {@link Long}, {@link Integer}, {@link Double}, {@link Boolean}, {@code byte[]},
 *     {@link java.time.Instant} (kept as milliseconds), {@link Enum} (kept as its name) and
 *     {@link org.allmende.api.content.Ref} (kept as text), or null
 * @param expected how many rows it must change, or {@link #ANY}; else the whole unit fails with {@link Conflict}
 */
public record Statement(String sql, List<Object> parameters, int expected) {

    public static final int ANY = -1;

    public Statement {
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }

    public static Statement of(String sql, Object... parameters) {
        return new Statement(sql, Arrays.asList(parameters), ANY);
    }

    public Statement expecting(int rows) {
        return new Statement(sql, parameters, rows);
    }
}
