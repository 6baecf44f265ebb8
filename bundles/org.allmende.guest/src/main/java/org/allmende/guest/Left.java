/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.guest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.osgi.framework.Bundle;

/** What of features is installed in the framework: own bundles of generations, and libraries that lie in the home. */
final class Left {

    private Left() {}

    /** The newest first: who uses something comes after it. */
    static List<Bundle> of(Bundle[] all, Path home) {
        String libraries = "reference:" + home.toUri();
        List<Bundle> left = new ArrayList<>(Arrays.stream(all)
                .filter(bundle -> bundle.getLocation().startsWith("gen:")
                        || bundle.getLocation().startsWith(libraries))
                .toList());
        Collections.reverse(left);
        return left;
    }
}
