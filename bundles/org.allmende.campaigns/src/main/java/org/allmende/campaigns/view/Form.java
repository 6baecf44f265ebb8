/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns.view;

import java.util.List;
import java.util.Map;

/** What was typed into the form of a campaign, what is wrong with it, and what there is to choose from. */
public record Form(
        Map<String, String> values,
        Map<String, List<String>> lists,
        Map<String, String> faults,
        List<Option> zones,
        List<Option> spaces,
        List<Option> roles,
        List<Option> locales) {

    public record Option(String value, String label) {}

    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    public boolean has(String field, String value) {
        return lists.getOrDefault(field, List.of()).contains(value);
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

    public String describedBy(String field, String help) {
        String ids = (help.isEmpty() ? "" : field + "-help ") + (faulty(field) ? field + "-fault" : "");
        return ids.isBlank() ? null : ids.strip();
    }
}
