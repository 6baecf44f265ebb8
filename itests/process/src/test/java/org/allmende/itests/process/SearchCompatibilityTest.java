/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import java.util.List;
import org.allmende.testkit.runtime.FeatureCompatibility;

/** What integrators' features are asked to stand, ours stand too. */
class SearchCompatibilityTest extends FeatureCompatibility {

    @Override
    protected String feature() {
        return "search";
    }

    @Override
    protected List<String> pages() {
        return List.of("/search?q=commons");
    }
}
