/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a Feature JSON says: a set of bundles with their settings, which an administrator installs as one.
 *
 * @param id the artifact part of its id, such as {@code search}: how everybody calls it
 * @param libraries those of its bundles that are installed once, for all who need them; the others are its own, and come anew
 *     with each generation
 * @param configurations settings by PID; values are {@link String}, {@link Boolean}, a {@link Number} or a list of one of them
 */
public record Feature(
        String id,
        String version,
        Names names,
        About about,
        List<BundleId> bundles,
        Set<BundleId> libraries,
        Map<String, Map<String, Object>> configurations) {

    /** How a feature may be called. */
    public static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    public Feature {
        bundles = List.copyOf(bundles);
        libraries = Set.copyOf(libraries);
        configurations = Collections.unmodifiableMap(new LinkedHashMap<>(configurations));
    }

    public List<BundleId> own() {
        return bundles.stream().filter(bundle -> !isLibrary(bundle)).toList();
    }

    public boolean isLibrary(BundleId bundle) {
        return libraries.contains(bundle);
    }

    @Override
    public String toString() {
        return id + " " + version;
    }
}
