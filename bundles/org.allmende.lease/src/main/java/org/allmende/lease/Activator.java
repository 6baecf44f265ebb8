/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.ArrayList;
import java.util.List;
import org.allmende.api.lease.Generations;
import org.allmende.api.lease.Leases;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;

/**
 * Starts lending. Must start after the contract and before any generation: who has seen a generation's service before it was
 * hidden would keep it beyond its time.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {

    private Contracts contracts;
    private Intake intake;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Override
    public void start(BundleContext context) throws BundleException {
        refuseIfLate(context);
        Lending lending = new Lending(Turnstile.Steps.NONE);
        contracts = new Contracts(context, lending);
        intake = new Intake(context, contracts, lending);
        registrations.add(context.registerService(
                new String[] {FindHook.class.getName(), EventListenerHook.class.getName()},
                new Hiding(context.getBundle(), contracts),
                null));
        contracts.onArrival(intake::takeIn);
        context.addServiceListener(intake);
        contracts.open();
        registrations.add(context.registerService(Leases.class, lending, null));
        registrations.add(context.registerService(Generations.class, intake, null));
    }

    private static void refuseIfLate(BundleContext context) throws BundleException {
        for (Bundle bundle : context.getBundles()) {
            if (Location.isGeneration(bundle) && (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE)) != 0) {
                throw new BundleException(bundle.getSymbolicName() + " of the generation "
                        + Location.prefix(bundle).orElse(bundle.getLocation())
                        + " is active already, so its services may be held by others; start the lease bundle first");
            }
        }
    }

    @Override
    public void stop(BundleContext context) {
        contracts.close();
        context.removeServiceListener(intake);
        intake.close();
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
    }
}
