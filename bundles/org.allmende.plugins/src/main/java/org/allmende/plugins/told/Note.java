/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.told;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allmende.api.text.Phrases;

/**
 * Something to tell a person about a step, in whatever language they read: the key of a message and what it names.
 *
 * @param key of a message that begins with {@code note.}
 * @param arguments texts and whole numbers
 */
public record Note(String key, Map<String, Object> arguments) {

    public Note {
        arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** @param arguments names and values in turn; values are kept as text unless they are whole numbers */
    public static Note of(String key, Object... arguments) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            Object value = arguments[i + 1];
            map.put(
                    (String) arguments[i],
                    value instanceof Long || value instanceof Integer
                            ? (Object) ((Number) value).longValue()
                            : String.valueOf(value));
        }
        return new Note(key, map);
    }

    /** For what comes from elsewhere as text. */
    public static Note said(String text) {
        return of("said", "text", text);
    }

    public String in(Phrases phrases) {
        List<Object> flat = new ArrayList<>();
        arguments.forEach((name, value) -> {
            flat.add(name);
            flat.add(value);
        });
        return phrases.get("note." + key, flat.toArray());
    }
}
