/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.catalogue;

import java.nio.file.Path;
import java.util.Map;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;

/**
 * A feature in one version that could be installed.
 *
 * @param jars where each of its bundles lies
 * @param hashes what the content of a jar must hash to (SHA-256); empty for what came with the distribution
 */
public record Available(
        Feature feature, Map<BundleId, Path> jars, Map<BundleId, String> hashes, Provenance provenance) {

    public Available {
        jars = Map.copyOf(jars);
        hashes = Map.copyOf(hashes);
    }

    /** Whether it came with the distribution, not by an upload. */
    public boolean shipped() {
        return provenance instanceof Provenance.Shipped;
    }
}
