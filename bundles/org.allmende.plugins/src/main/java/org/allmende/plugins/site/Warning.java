/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.feature.Versions;

/**
 * A weakness of some versions of a feature.
 *
 * @param from the first version that has it; empty if all older ones have it
 * @param before the first version that no longer has it; empty if none is there yet
 * @param texts what it means for the site and what to do, by language; the key "" holds what fits everybody
 */
public record Warning(
        String feature, Optional<String> from, Optional<String> before, Severity severity, Map<String, String> texts) {

    /** How bad it is. */
    public enum Severity {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL
    }

    public Warning {
        texts = Map.copyOf(texts);
    }

    /** Whether a version has it. */
    public boolean concerns(String id, String version) {
        return feature.equals(id)
                && from.stream().allMatch(first -> Versions.ORDER.compare(version, first) >= 0)
                && before.stream().allMatch(healed -> Versions.ORDER.compare(version, healed) < 0);
    }

    /** For a reader of {@code locale}. */
    public String text(Locale locale) {
        return Optional.ofNullable(texts.get(locale.getLanguage())).orElseGet(() -> texts.getOrDefault("", ""));
    }

    static Warning read(StrictJson.Node node) {
        return new Warning(
                node.needed("feature").text(),
                node.field("from").map(StrictJson.Node::text),
                node.field("before").map(StrictJson.Node::text),
                severity(node.needed("severity")),
                node.texts("texts"));
    }

    private static Severity severity(StrictJson.Node node) {
        try {
            return Severity.valueOf(node.text().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw node.problem("\"" + node.text() + "\" is none of low, medium, high and critical");
        }
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("feature", feature);
        from.ifPresent(first -> fields.put("from", first));
        before.ifPresent(healed -> fields.put("before", healed));
        fields.put("severity", severity.name().toLowerCase(Locale.ROOT));
        fields.put("texts", texts);
        return fields;
    }
}
