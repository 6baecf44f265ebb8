/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a Feature JSON says: a set of bundles with their settings, which an administrator installs as one.
 *
 * @param id the artifact part of its id, such as {@code search}: how everybody calls it
 * @param name for people
 * @param configurations settings by PID; values are {@link String}, {@link Boolean}, a {@link Number} or a list of one of them
 */
public record Feature(
        String id,
        String version,
        String name,
        String description,
        List<BundleId> bundles,
        Map<String, Map<String, Object>> configurations) {

    public Feature {
        bundles = List.copyOf(bundles);
        configurations = Collections.unmodifiableMap(new LinkedHashMap<>(configurations));
    }

    /** Installed anew with each generation. */
    public List<BundleId> own() {
        return bundles.stream().filter(BundleId::belongsToGeneration).toList();
    }

    /** Installed once, for all who need them. */
    public List<BundleId> libraries() {
        return bundles.stream().filter(bundle -> !bundle.belongsToGeneration()).toList();
    }

    @Override
    public String toString() {
        return id + " " + version;
    }
}
