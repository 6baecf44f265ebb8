/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework.example;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Never comes to an end when it is started; minds an interrupt if its header says so. */
public final class HangingStart implements BundleActivator {

    @Override
    public void start(BundleContext context) throws Exception {
        boolean polite = Boolean.parseBoolean(context.getBundle().getHeaders().get("Example-Polite"));
        Hang.until(() -> false, polite);
    }

    @Override
    public void stop(BundleContext context) {
        // Never started.
    }
}
