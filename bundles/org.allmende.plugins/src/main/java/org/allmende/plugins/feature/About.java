/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

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
 * @param picture of what it does, as an SVG document; shown as an image, so nothing in it is ever run or fetched
 */
public record About(
        Map<String, String> changes,
        List<String> capabilities,
        List<String> requires,
        Optional<String> deprecated,
        Optional<String> picture) {

    public static final About NOTHING = new About(Map.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

    private static final int LARGEST_PICTURE = 16 << 10;

    public About {
        changes = Map.copyOf(changes);
        capabilities = List.copyOf(capabilities);
        requires = List.copyOf(requires);
    }

    static About read(StrictJson.Node node) {
        return new About(
                node.texts("changes"),
                node.words("capabilities"),
                node.words("requires"),
                node.field("deprecated").map(StrictJson.Node::text),
                picture(node));
    }

    /** The field {@code picture} of a feature, or of what a site tells about one. */
    public static Optional<String> picture(StrictJson.Node node) {
        return node.field("picture").map(picture -> {
            String svg = picture.text().strip();
            if (!svg.startsWith("<svg ") || !svg.endsWith("</svg>") || svg.length() > LARGEST_PICTURE) {
                throw picture.problem("an SVG document of at most " + (LARGEST_PICTURE >> 10)
                        + " KiB is expected, from <svg to </svg>");
            }
            return svg;
        });
    }
}
