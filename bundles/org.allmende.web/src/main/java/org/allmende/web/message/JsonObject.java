/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.JsonBody;

/**
 * A JSON object whose fields are asked for by name and type.
 *
 * @param path what its fields are called in an error: {@code items[3].}, or empty text for the whole body
 */
public record JsonObject(Map<String, Object> all, String path) implements JsonBody {

    @Override
    public boolean has(String field) {
        return all.get(field) != null;
    }

    @Override
    public String text(String field) {
        Object value = required(field, "must be text");
        if (value instanceof String text) {
            return text;
        }
        throw invalid(field, "must be text, not " + kind(value));
    }

    @Override
    public Optional<String> optionalText(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    @Override
    public long number(String field) {
        Object value = required(field, "must be a whole number");
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && Math.abs(number.doubleValue()) < 1L << 53) {
            return number.longValue();
        }
        throw invalid(field, "must be a whole number, not " + kind(value));
    }

    @Override
    public boolean flag(String field, boolean fallback) {
        Object value = all.get(field);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid(field, "must be true or false, not " + kind(value));
    }

    @Override
    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (Object value : list(field)) {
            if (!(value instanceof String text)) {
                throw invalid(field + "[" + texts.size() + "]", "must be text, not " + kind(value));
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    @Override
    public List<JsonBody> objects(String field) {
        List<JsonBody> objects = new ArrayList<>();
        for (Object value : list(field)) {
            String name = field + "[" + objects.size() + "]";
            if (!(value instanceof Map<?, ?> map)) {
                throw invalid(name, "must be an object, not " + kind(value));
            }
            @SuppressWarnings("unchecked") // made by JsonReader, which knows only names of text
            Map<String, Object> fields = (Map<String, Object>) map;
            objects.add(new JsonObject(fields, path + name + "."));
        }
        return List.copyOf(objects);
    }

    /** Nothing where it is missing: an empty list is seldom worth an error. */
    private List<?> list(String field) {
        Object value = all.get(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw invalid(field, "must be a list, not " + kind(value));
    }

    private Object required(String field, String must) {
        Object value = all.get(field);
        if (value == null) {
            throw invalid(field, "is missing; it " + must);
        }
        return value;
    }

    private ProblemException invalid(String field, String detail) {
        return Problem.invalid(path + field, detail).asException();
    }

    private static String kind(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String) {
            return "text";
        }
        if (value instanceof Boolean) {
            return "true or false";
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        return value instanceof Map<?, ?> ? "an object" : "the number " + value;
    }
}
