/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease.example.caller;

import java.util.function.Supplier;
import org.allmende.lease.example.contract.Greeter;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Calls whatever greeter the framework gives it, on the threads of whoever asks it to. */
public final class Caller implements BundleActivator {

    private ServiceTracker<Greeter, Greeter> greeters;

    @Override
    public void start(BundleContext context) {
        greeters = new ServiceTracker<>(context, Greeter.class, null);
        greeters.open();
        context.registerService(Supplier.class, this::call, null);
    }

    private String call() {
        Greeter greeter = greeters.getService();
        if (greeter == null) {
            throw new IllegalStateException("there is no greeter");
        }
        return greeter.greet("Ada");
    }

    @Override
    public void stop(BundleContext context) {
        greeters.close();
    }
}
