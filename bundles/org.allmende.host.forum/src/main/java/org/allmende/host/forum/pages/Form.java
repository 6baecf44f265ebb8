/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.problem.Problem;
import org.allmende.api.web.Request;

/** What somebody has typed and what is wrong with it, so that a form comes back as it was left. Immutable. */
public final class Form {

    private final Map<String, String> values;
    private final Optional<Problem> problem;

    private Form(Map<String, String> values, Optional<Problem> problem) {
        this.values = Map.copyOf(values);
        this.problem = problem;
    }

    public static Form empty() {
        return new Form(Map.of(), Optional.empty());
    }

    /** @param fields names and values in turn */
    public static Form with(String... fields) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.put(fields[i], fields[i + 1]);
        }
        return new Form(values, Optional.empty());
    }

    static Form typed(Request request, String... names) {
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            values.put(name, request.text(name));
        }
        return new Form(values, Optional.empty());
    }

    Form failed(Problem aProblem) {
        return new Form(values, Optional.of(aProblem));
    }

    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    public boolean isChecked(String name) {
        return !value(name).isEmpty();
    }

    public boolean isFailed() {
        return problem.isPresent();
    }

    public boolean isFaulty(String field) {
        return faultOf(field).isPresent();
    }

    /** For {@code aria-describedby}: null, which leaves the attribute out, if nothing is wrong with the field. */
    public String describedBy(String field) {
        return isFaulty(field) ? "fault-" + field : null;
    }

    /** For {@code aria-invalid}, likewise. */
    public String invalid(String field) {
        return isFaulty(field) ? "true" : null;
    }

    public String fault(String field) {
        return faultOf(field).orElse("");
    }

    private Optional<String> faultOf(String field) {
        return problem.stream()
                .flatMap(found -> found.fields().stream())
                .filter(found -> found.name().equals(field))
                .map(Problem.Field::detail)
                .findFirst();
    }

    /** All that is wrong, a line each. */
    public List<Line> faults() {
        return problem.map(found -> found.fields().isEmpty()
                        ? List.of(new Line("", found.detail()))
                        : found.fields().stream()
                                .map(field ->
                                        new Line(values.containsKey(field.name()) ? field.name() : "", field.detail()))
                                .toList())
                .orElse(List.of());
    }

    /** @param field the field at fault, to lead to; empty if it is none of this form */
    public record Line(String field, String text) {}
}
