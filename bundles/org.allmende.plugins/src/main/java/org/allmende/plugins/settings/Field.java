/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.problem.Problem;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * One thing that can be set.
 *
 * @param id its key
 * @param name in the reader's language; the key if nobody has given it one
 * @param about empty if there is nothing to say
 * @param many whether it is a list
 * @param defaults what it is unless said otherwise; one, or those of the list
 * @param options values by what they are called; empty if any will do
 */
public record Field(
        String id,
        String name,
        String about,
        Type type,
        boolean many,
        List<String> defaults,
        Map<String, String> options,
        AttributeDefinition definition) {

    /** What values are. */
    public enum Type {
        TEXT,
        NUMBER,
        DECIMAL,
        FLAG;

        static Type of(int metatype) {
            return switch (metatype) {
                case AttributeDefinition.BOOLEAN -> FLAG;
                case AttributeDefinition.INTEGER,
                        AttributeDefinition.LONG,
                        AttributeDefinition.SHORT,
                        AttributeDefinition.BYTE -> NUMBER;
                case AttributeDefinition.DOUBLE, AttributeDefinition.FLOAT -> DECIMAL;
                default -> TEXT;
            };
        }

        /** As written over HTTP. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As a problem names it. */
        private String said() {
            return switch (this) {
                case TEXT -> "a text";
                case NUMBER -> "a whole number";
                case DECIMAL -> "a number";
                case FLAG -> "true or false";
            };
        }
    }

    /**
     * The value, of the type that the component wants; a reference stays one.
     *
     * @throws org.allmende.api.problem.ProblemException naming the key and what is expected
     */
    Object checked(Object given) {
        if (given instanceof List<?> list) {
            if (!many) {
                throw wrong("must be " + type.said() + ", not a list");
            }
            return list.stream().map(this::one).toList();
        }
        if (many) {
            throw wrong("must be a list, each of it " + type.said());
        }
        return one(given);
    }

    /**
     * What a reference stands for, seen before the component is given it: whoever reads it as a number or a flag and can't would
     * tell it, secret and all.
     *
     * @throws org.allmende.api.problem.ProblemException naming the key and what is expected, not what there is
     */
    void checkResolved(String resolved) {
        Optional<Object> value = typed(resolved);
        if (value.isEmpty()) {
            throw wrong("refers to what is not " + type.said());
        }
        String why = definition.validate(escaped(value.get().toString()));
        if (why != null && !why.isEmpty()) {
            throw wrong("refers to what can't be" + expected());
        }
    }

    private Object one(Object given) {
        if (given instanceof String text && References.isReference(text)) {
            return text;
        }
        Object value = typed(given).orElseThrow(() -> wrong("must be " + type.said() + ", not " + cut(given)));
        String why = definition.validate(escaped(value.toString()));
        if (why != null && !why.isEmpty()) {
            throw wrong("can't be " + cut(value) + expected());
        }
        return value;
    }

    private Optional<Object> typed(Object given) {
        String text = given instanceof String some ? some.strip() : String.valueOf(given);
        try {
            return switch (type) {
                case TEXT -> given instanceof String ? Optional.of(given) : Optional.empty();
                case FLAG ->
                    text.equals("true") || text.equals("false") ? Optional.of(Boolean.valueOf(text)) : Optional.empty();
                case NUMBER -> Optional.of(Long.valueOf(text));
                case DECIMAL -> {
                    double number = Double.parseDouble(text);
                    yield Double.isFinite(number) ? Optional.of(number) : Optional.empty();
                }
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private String expected() {
        return options.isEmpty()
                ? "; it is beyond what is allowed"
                : "; it can be " + String.join(", ", options.keySet());
    }

    /** For metatype a comma would part a list. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(",", "\\,");
    }

    private static String cut(Object value) {
        String text = String.valueOf(value);
        return "“" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "”";
    }

    private RuntimeException wrong(String detail) {
        return Problem.invalid(id, detail).asException();
    }
}
