/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework.example;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Offers nothing. */
public final class Silent implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        // Nothing.
    }

    @Override
    public void stop(BundleContext context) {
        // Nothing.
    }
}
