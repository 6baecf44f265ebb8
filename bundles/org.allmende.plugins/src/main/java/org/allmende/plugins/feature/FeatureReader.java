/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.feature.StrictJson.Node;

/**
 * Understands Feature JSON (OSGi Compendium 8, chapter 159). Fields that the specification leaves to others are passed over; an
 * extension that says it is mandatory and is not known here is refused, as the specification asks. Thread-safe.
 */
public final class FeatureReader {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");
    /** What a bundle is marked with that is to be there once, not anew with each generation. */
    private static final String LIBRARY = "allmende.library";

    /** The extension that has name and description in other languages. */
    private static final String TRANSLATIONS = "allmende-translations";

    /** The extension that says what is new in this version and what it needs. */
    private static final String ABOUT = "allmende-about";

    private static final Set<String> KNOWN_EXTENSIONS = Set.of("framework-launching-properties", TRANSLATIONS, ABOUT);

    private static final Map<String, Function<String, Object>> TYPES = Map.of(
            "String", text -> text,
            "Boolean", Boolean::valueOf,
            "boolean", Boolean::valueOf,
            "Integer", Integer::valueOf,
            "int", Integer::valueOf,
            "Long", Long::valueOf,
            "long", Long::valueOf,
            "Double", Double::valueOf,
            "double", Double::valueOf,
            "Float", Float::valueOf);

    private FeatureReader() {}

    /**
     * @param file what it is called in problems
     * @throws ProblemException with line and column of what is wrong
     */
    public static Feature read(String file, byte[] json) {
        Node root = StrictJson.object(file, json);
        root.field("feature-resource-version").ifPresent(version -> {
            if (!version.text().equals("1.0") && !version.text().startsWith("1.")) {
                throw version.problem("feature-resource-version is " + version.text() + "; 1.0 is understood");
            }
        });
        refuseUnknownMandatory(root);
        Node idNode = root.needed("id");
        BundleId id = bundleId(idNode);
        if (!Feature.ID.matcher(id.artifact()).matches()) {
            throw idNode.problem("the artifact part of the id is \"" + id.artifact()
                    + "\"; a feature is called with lower-case letters, digits and hyphens");
        }
        Map<String, String> variables = variables(root);
        List<BundleId> bundles = bundles(root.needed("bundles"));
        return new Feature(
                id.artifact(),
                id.version(),
                Names.read(root, extension(root, TRANSLATIONS), id.artifact()),
                about(extension(root, ABOUT)),
                bundles,
                libraries(root.needed("bundles"), bundles),
                configurations(root, variables));
    }

    private static void refuseUnknownMandatory(Node root) {
        root.field("extensions").ifPresent(extensions -> extensions.object().forEach((name, extension) -> {
            boolean mandatory = extension.text("kind", "optional").equals("mandatory") || name.endsWith("|mandatory");
            if (mandatory && !KNOWN_EXTENSIONS.contains(name)) {
                throw extension.problem("the extension \"" + name + "\" is mandatory, and is not known here");
            }
        }));
    }

    private static Optional<Node> extension(Node root, String name) {
        return root.field("extensions")
                .flatMap(extensions -> extensions.field(name))
                .map(extension -> extension.needed("json"));
    }

    private static About about(Optional<Node> extension) {
        return extension.map(About::read).orElse(About.NOTHING);
    }

    private static BundleId bundleId(Node node) {
        try {
            return BundleId.parse(node.text());
        } catch (IllegalArgumentException e) {
            throw node.problem("\"" + node.text() + "\" " + e.getMessage());
        }
    }

    private static List<BundleId> bundles(Node list) {
        List<BundleId> bundles = new ArrayList<>();
        Set<String> files = new HashSet<>();
        for (Node item : list.list()) {
            Node at = idOf(item);
            BundleId bundle = bundleId(at);
            if (!files.add(bundle.file())) {
                throw at.problem(bundle + " is named twice");
            }
            bundles.add(bundle);
        }
        return bundles;
    }

    private static Node idOf(Node item) {
        return item.value() instanceof String ? item : item.needed("id");
    }

    private static Set<BundleId> libraries(Node list, List<BundleId> bundles) {
        Set<BundleId> libraries = new HashSet<>();
        for (Node item : list.list()) {
            if (!(item.value() instanceof String) && item.flag(LIBRARY, false)) {
                libraries.add(bundleId(idOf(item)));
            }
        }
        if (libraries.size() == bundles.size()) {
            throw list.problem("no bundle of the feature's own: at least one must be without \"" + LIBRARY + "\"");
        }
        return libraries;
    }

    private static Map<String, String> variables(Node root) {
        Map<String, String> variables = new HashMap<>();
        root.field("variables").ifPresent(all -> all.object().forEach((name, node) -> {
            if (node.value() == null) {
                throw node.problem("the variable " + name + " has no value");
            }
            variables.put(name, String.valueOf(node.value()));
        }));
        return variables;
    }

    private static Map<String, Map<String, Object>> configurations(Node root, Map<String, String> variables) {
        Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
        root.field("configurations").ifPresent(all -> all.object().forEach((pid, fields) -> {
            Map<String, Object> values = new LinkedHashMap<>();
            fields.object().forEach((key, node) -> {
                int colon = key.indexOf(':');
                String name = colon < 0 ? key : key.substring(0, colon);
                String type = colon < 0 ? "" : key.substring(colon + 1);
                if (node.value() != null && !name.startsWith(".")) {
                    values.put(name, value(node, type, variables));
                }
            });
            configurations.put(pid, values);
        }));
        return configurations;
    }

    private static Object value(Node node, String type, Map<String, String> variables) {
        if (node.value() instanceof List<?>) {
            String one = type.replace("[]", "").replaceAll("Collection<(.*)>", "$1");
            return node.list().stream().map(item -> value(item, one, variables)).toList();
        }
        if (node.value() instanceof Map<?, ?>) {
            throw node.problem("a text, a number, true, false or a list of these is expected");
        }
        Object plain = node.value() instanceof String text ? substituted(node, text, variables) : node.value();
        if (type.isEmpty()) {
            return plain;
        }
        Function<String, Object> conversion = TYPES.get(type);
        if (conversion == null) {
            throw node.problem(
                    "the type " + type + " is not known; known are " + new java.util.TreeSet<>(TYPES.keySet()));
        }
        try {
            return conversion.apply(String.valueOf(plain));
        } catch (NumberFormatException e) {
            throw node.problem("\"" + plain + "\" is no " + type);
        }
    }

    private static String substituted(Node node, String text, Map<String, String> variables) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String value = variables.get(match.group(1));
            // Others, such as ${env:…}, are for whoever reads the settings.
            if (value == null && !match.group(1).contains(":")) {
                throw node.problem("the variable " + match.group(1) + " is not defined");
            }
            return Matcher.quoteReplacement(value == null ? match.group() : value);
        });
    }
}
