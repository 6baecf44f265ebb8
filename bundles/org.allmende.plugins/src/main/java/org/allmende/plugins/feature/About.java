/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a feature says of itself beside its names: the extension {@code allmende-about} of its Feature JSON.
 *
 * @param changes what is new in this version, in plain words, by language; the key "" holds what fits everybody
 * @param capabilities of the host, without which it has nothing to do
 * @param requires features that it extends
 * @param deprecated why it should be used no more
 */
public record About(
        Map<String, String> changes, List<String> capabilities, List<String> requires, Optional<String> deprecated) {

    public static final About NOTHING = new About(Map.of(), List.of(), List.of(), Optional.empty());

    public About {
        changes = Map.copyOf(changes);
        capabilities = List.copyOf(capabilities);
        requires = List.copyOf(requires);
    }

    static About read(StrictJson.Node node) {
        return new About(
                texts(node, "changes"),
                list(node, "capabilities"),
                list(node, "requires"),
                node.field("deprecated").map(StrictJson.Node::text));
    }

    /** Texts by a key of their own. */
    public static Map<String, String> texts(StrictJson.Node node, String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.field(field).ifPresent(all -> all.object().forEach((key, text) -> texts.put(key, text.text())));
        return texts;
    }

    public static List<String> list(StrictJson.Node node, String field) {
        List<String> list = new ArrayList<>();
        node.field(field).ifPresent(all -> all.list().forEach(item -> list.add(item.text())));
        return list;
    }
}
