/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.allmende.api.problem.Problem;

/**
 * What can be set under one PID, in the reader's language.
 *
 * @param owner the symbolic name of the bundle that reads it
 * @param feature empty for a bundle of the runtime
 */
public record Schema(
        String pid,
        String title,
        String about,
        String owner,
        Optional<String> feature,
        Effect effect,
        List<Field> fields) {

    /** When a change takes effect. */
    public enum Effect {
        /** At once: what reads it takes it while it runs. */
        LIVE,
        /** At once, by a fresh generation of its feature. */
        SWAP,
        /** When the deployment starts next. */
        START;

        /** As written in messages and over HTTP. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The values, each of the type that is wanted.
     *
     * @throws org.allmende.api.problem.ProblemException naming the key and what is expected
     */
    Map<String, Object> checked(Map<String, ?> given) {
        Map<String, Object> values = new LinkedHashMap<>();
        given.forEach((id, value) -> {
            if (value != null) {
                values.put(id, field(id).checked(value));
            }
        });
        return values;
    }

    /**
     * Looks whether everything that the values refer to is there, and is of the type that is wanted.
     *
     * @throws org.allmende.api.problem.ProblemException naming the key, never what is referred to
     */
    void check(Map<String, Object> values, References references) {
        references.check(values);
        values.forEach((id, value) -> {
            for (Object one : value instanceof List<?> list ? list : List.of(value)) {
                if (one instanceof String text && References.isReference(text)) {
                    references.resolved(text).ifPresent(field(id)::checkResolved);
                }
            }
        });
    }

    private Field field(String id) {
        return fields.stream()
                .filter(field -> field.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                                id,
                                "is nothing that can be set here; that is "
                                        + fields.stream().map(Field::id).collect(Collectors.joining(", ")))
                        .asException());
    }
}
