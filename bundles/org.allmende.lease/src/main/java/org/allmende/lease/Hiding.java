/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * Hides the contract services of generations from everybody but the lease bundle: from other bundles, so that nobody holds
 * what is going to be taken away, and from the generation itself, so that it does not get both its own and the proxy.
 *
 * <p>What a generation's bundles offer one another under interfaces of their own stays visible. It is encapsulation, not
 * security: {@link Bundle#getRegisteredServices} shows all. Thread-safe; every look-up and event in the framework passes
 * here, so it does next to nothing where no generation is concerned.
 */
final class Hiding implements FindHook, EventListenerHook {

    private final Bundle lease;
    private final Contracts contracts;

    Hiding(Bundle lease, Contracts contracts) {
        this.lease = lease;
        this.contracts = contracts;
    }

    @Override
    public void find(
            BundleContext asker, String name, String filter, boolean all, Collection<ServiceReference<?>> references) {
        if (asker.getBundle() == lease || name != null && !contracts.has(name)) {
            return;
        }
        // Asked for anything, or for something by a filter only: a service may be found under a name of its own.
        references.removeIf(reference -> Location.isGeneration(reference)
                && offersContract(reference)
                && !(name == null && asksForOwnName(filter, reference)));
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
        ServiceReference<?> reference = event.getServiceReference();
        if (!Location.isGeneration(reference) || !offersContract(reference)) {
            return;
        }
        listeners.forEach((context, infos) -> {
            if (context.getBundle() != lease) {
                infos.removeIf(info -> !asksForOwnName(info.getFilter(), reference));
            }
        });
    }

    private boolean offersContract(ServiceReference<?> reference) {
        return Arrays.stream(names(reference)).anyMatch(contracts::has);
    }

    /** Whether the filter names one of the service's own interfaces, and none of the contract's. */
    private boolean asksForOwnName(String filter, ServiceReference<?> reference) {
        if (filter == null) {
            return false;
        }
        List<String> asked = Arrays.stream(names(reference))
                .filter(name -> filter.contains("=" + name + ")"))
                .toList();
        return !asked.isEmpty() && asked.stream().noneMatch(contracts::has);
    }

    static String[] names(ServiceReference<?> reference) {
        return (String[]) reference.getProperty(Constants.OBJECTCLASS);
    }
}
