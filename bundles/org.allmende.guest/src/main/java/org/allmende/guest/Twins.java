/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.guest;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * Lets two generations have bundles of the same name and version, in a framework that otherwise refuses that. Others' bundles
 * are treated as ever.
 */
final class Twins implements CollisionHook {

    /** The framework asks before it knows the location of what comes, so it is those that are there that may have a twin. */
    @Override
    public void filterCollisions(int operation, Bundle target, Collection<Bundle> there) {
        if (operation == INSTALLING) {
            there.removeIf(bundle -> bundle.getLocation().startsWith("gen:"));
        }
    }
}
