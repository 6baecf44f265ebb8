/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework.example;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Never comes to an end when it is stopped. */
public final class HangingStop implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        // Starts like any other.
    }

    @Override
    public void stop(BundleContext context) throws Exception {
        Hang.until(() -> false, false);
    }
}
