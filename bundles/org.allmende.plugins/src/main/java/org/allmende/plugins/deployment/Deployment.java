/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.deployment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.allmende.api.web.Json;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.feature.StrictJson.Node;

/**
 * What a deployment should be.
 *
 * <pre>
 * {
 *   "features": {
 *     "search": "1.1.0",
 *     "moderation": {"version": "1.0.0", "held": true, "off": false, "without": ["…"]}
 *   },
 *   "settings": {"org.allmende.web.guard.Pace": {"rate": 20}}
 * }
 * </pre>
 *
 * @param features by id; what is not named is to go
 * @param settings by PID; what is not named goes back to its default. Empty to leave all as they are
 */
public record Deployment(Map<String, Wanted> features, Optional<Map<String, Map<String, Object>>> settings) {

    /**
     * How a feature should be.
     *
     * @param version empty for the one that is installed, or else the newest
     * @param without the parts that should be off
     */
    public record Wanted(Optional<String> version, boolean held, boolean off, Set<String> without) {

        public Wanted {
            without = Set.copyOf(without);
        }
    }

    /**
     * @param file what it is called in problems
     * @throws org.allmende.api.problem.ProblemException with line and column of what is wrong
     */
    public static Deployment read(String file, byte[] json) {
        Node root = StrictJson.object(file, json);
        known(root, Set.of("features", "settings"));
        Map<String, Wanted> features = new TreeMap<>();
        root.needed("features").object().forEach((id, node) -> {
            if (!Feature.ID.matcher(id).matches()) {
                throw node.problem("\"" + id + "\" cannot be the id of a feature");
            }
            features.put(id, wanted(node));
        });
        return new Deployment(features, root.field("settings").map(Deployment::settings));
    }

    private static Wanted wanted(Node node) {
        if (node.value() instanceof String version) {
            return new Wanted(Optional.of(version), false, false, Set.of());
        }
        known(node, Set.of("version", "held", "off", "without"));
        return new Wanted(
                node.field("version").map(Node::text),
                node.flag("held", false),
                node.flag("off", false),
                Set.copyOf(node.words("without")));
    }

    private static Map<String, Map<String, Object>> settings(Node node) {
        Map<String, Map<String, Object>> settings = new TreeMap<>();
        node.object().forEach((pid, values) -> {
            Map<String, Object> plain = new LinkedHashMap<>();
            values.object().forEach((key, value) -> plain.put(key, value.plain()));
            settings.put(pid, plain);
        });
        return settings;
    }

    private static void known(Node node, Set<String> names) {
        node.object().forEach((name, field) -> {
            if (!names.contains(name)) {
                throw field.problem("\"" + name + "\" is not known here; known are "
                        + String.join(", ", List.copyOf(new java.util.TreeSet<>(names))));
            }
        });
    }

    /** As a file has it. */
    public Json json() {
        Map<String, Object> all = new LinkedHashMap<>();
        features.forEach((id, wanted) -> all.put(id, json(wanted)));
        Json json = Json.object("features", all);
        return settings.map(some -> json.with("settings", some)).orElse(json);
    }

    private static Object json(Wanted wanted) {
        Map<String, Object> fields = new LinkedHashMap<>();
        wanted.version().ifPresent(version -> fields.put("version", version));
        if (wanted.held()) {
            fields.put("held", true);
        }
        if (wanted.off()) {
            fields.put("off", true);
        }
        if (!wanted.without().isEmpty()) {
            fields.put("without", wanted.without().stream().sorted().toList());
        }
        return fields;
    }
}
