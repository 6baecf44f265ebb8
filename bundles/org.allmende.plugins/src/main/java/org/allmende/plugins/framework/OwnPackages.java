/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Which packages a bundle has classes in itself: whose code it is that a stack shows. */
public final class OwnPackages {

    private OwnPackages() {}

    /** None if it is not resolved. */
    public static Set<String> of(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null
                ? Set.of()
                : wiring
                        .listResources(
                                "/", "*.class", BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL)
                        .stream()
                        .map(path -> path.substring(0, Math.max(0, path.lastIndexOf('/')))
                                .replace('/', '.'))
                        .collect(Collectors.toSet());
    }

    /** The package of a class, by its name. */
    public static String of(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }
}
