/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework.example;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Leaves a thread behind, which ends when it is interrupted if it is polite. */
public final class LeakingThread implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        boolean polite = "true".equals(context.getBundle().getHeaders("").get("Example-Polite"));
        Thread thread = new Thread(() -> hang(polite), "example leak");
        thread.setDaemon(true);
        thread.start();
    }

    private static void hang(boolean polite) {
        try {
            Hang.until(() -> false, polite);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop(BundleContext context) {
        // Forgets it.
    }
}
