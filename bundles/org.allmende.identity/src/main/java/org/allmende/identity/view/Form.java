/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity.view;

import java.util.HashMap;
import java.util.Map;

/**
 * What was typed into a form and what is wrong with it.
 *
 * @param faults by field; the empty field stands for the form as a whole
 */
public record Form(Map<String, String> values, Map<String, String> faults) {

    public Form {
        values = Map.copyOf(values);
        faults = Map.copyOf(faults);
    }

    public static Form of(Map<String, String> values) {
        return new Form(values, Map.of());
    }

    public Form fault(String field, String text) {
        Map<String, String> more = new HashMap<>(faults);
        more.putIfAbsent(field, text);
        return new Form(values, more);
    }

    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    public boolean faulty(String field) {
        return faults.containsKey(field);
    }

    public String fault(String field) {
        return faults.getOrDefault(field, "");
    }

    public boolean hasFaults() {
        return !faults.isEmpty();
    }

    /** The ids of what describes a field, for {@code aria-describedby}; null where nothing does. */
    public String describedBy(String prefix, String field, String help) {
        String ids =
                (help.isEmpty() ? "" : prefix + field + "-help ") + (faulty(field) ? prefix + field + "-fault" : "");
        return ids.isBlank() ? null : ids.strip();
    }
}
