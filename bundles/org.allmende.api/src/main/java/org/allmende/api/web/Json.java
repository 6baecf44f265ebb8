/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object to be written. Values are {@link String}, {@link Number}, {@link Boolean}, {@link java.time.Instant},
 * {@link org.allmende.api.content.Ref} (its id), {@link Enum} (its lower-case name), {@link Optional}, lists, maps and
 * {@code Json}; a null or an empty {@link Optional} is written as {@code null}. Plain values only: classes of a feature
 * must not reach the writer, which would keep their class loader.
 */
public record Json(Map<String, Object> fields) {

    public Json {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** @param fields names and values in turn */
    public static Json object(Object... fields) {
        if (fields.length % 2 != 0) {
            throw new IllegalArgumentException("names and values come in pairs");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((String) fields[i], fields[i + 1]);
        }
        return new Json(map);
    }

    public static Json list(Iterable<?> items, Optional<String> next) {
        return object("items", items, "next", next);
    }

    public Json with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Json(more);
    }
}
