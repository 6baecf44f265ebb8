/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework.example;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Fails when it is started. */
public final class Throwing implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("on purpose");
    }

    @Override
    public void stop(BundleContext context) {
        // Never started.
    }
}
