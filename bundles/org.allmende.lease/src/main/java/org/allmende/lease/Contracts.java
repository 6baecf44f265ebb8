/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * The leased kinds that contract bundles bring: they name their classes in the header {@value #HEADER}. For every kind with
 * one provider a stand-in is registered as long as its contract is there. Thread-safe.
 */
final class Contracts implements BundleTrackerCustomizer<List<Contracts.Known>> {

    static final String HEADER = "Allmende-Contracts";
    static final String PROXY = "allmende.proxy";

    private static final int RESOLVED_OR_MORE = Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;

    private final BundleContext context;
    private final Lending lending;
    private final BundleTracker<List<Known>> bundles;
    /** By interface name; several where versions of a contract stand side by side. Lists never change. */
    private final Map<String, List<Kind>> kinds = new ConcurrentHashMap<>();

    private volatile Consumer<String> arrived = name -> {};

    record Known(Kind kind, Runnable unregister) {}

    Contracts(BundleContext context, Lending lending) {
        this.context = context;
        this.lending = lending;
        this.bundles = new BundleTracker<>(context, RESOLVED_OR_MORE, this);
    }

    /**
     * @throws IllegalArgumentException if a contract that is there names a class that can't be lent out
     */
    void open() {
        for (Bundle bundle : context.getBundles()) {
            if ((bundle.getState() & RESOLVED_OR_MORE) != 0) {
                kinds(bundle);
            }
        }
        bundles.open();
    }

    void close() {
        bundles.close();
    }

    /** Runs {@code arrived} with the name of each kind that comes from now on, after it is known. */
    void onArrival(Consumer<String> listener) {
        arrived = listener;
    }

    boolean has(String name) {
        return kinds.containsKey(name);
    }

    /** The kinds under which a service is offered. */
    List<Kind> of(ServiceReference<?> reference, Object service) {
        List<Kind> found = new ArrayList<>(1);
        for (String name : Hiding.names(reference)) {
            for (Kind kind : kinds.getOrDefault(name, List.of())) {
                if (kind.type().isInstance(service)) {
                    found.add(kind);
                }
            }
        }
        return found;
    }

    boolean offered(ServiceReference<?> reference) {
        for (String name : Hiding.names(reference)) {
            if (has(name)) {
                return true;
            }
        }
        return false;
    }

    private static List<Kind> kinds(Bundle bundle) {
        String header = bundle.getHeaders("").get(HEADER);
        if (header == null) {
            return List.of();
        }
        List<Kind> found = new ArrayList<>();
        for (String name : header.split(",")) {
            if (!name.isBlank()) {
                found.add(kind(bundle, name.trim()));
            }
        }
        return found;
    }

    private static Kind kind(Bundle bundle, String name) {
        try {
            return Kind.of(bundle.loadClass(name));
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(
                    bundle.getSymbolicName() + " names " + name + " in " + HEADER + ", but does not have it", e);
        }
    }

    @Override
    public List<Known> addingBundle(Bundle bundle, BundleEvent event) {
        List<Kind> brought = kinds(bundle);
        if (brought.isEmpty()) {
            return null;
        }
        List<Known> known = new ArrayList<>();
        // All are known before the first is announced: a service may be offered under several.
        brought.forEach(kind -> kinds.merge(kind.name(), List.of(kind), Contracts::joined));
        for (Kind kind : brought) {
            known.add(new Known(kind, kind.many() ? () -> {} : standIn(kind)));
            arrived.accept(kind.name());
        }
        return known;
    }

    private Runnable standIn(Kind kind) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
        properties.put(PROXY, true);
        ServiceRegistration<?> registration =
                context.registerService(kind.name(), StandIn.of(kind, lending), new Hashtable<>(properties));
        return () -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // The lease bundle is being stopped, and the framework was faster.
            }
        };
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, List<Known> known) {
        // Started or stopped: its classes stay.
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, List<Known> known) {
        for (Known gone : known) {
            gone.unregister().run();
            kinds.computeIfPresent(gone.kind().name(), (name, all) -> {
                List<Kind> rest =
                        all.stream().filter(kind -> !kind.equals(gone.kind())).toList();
                return rest.isEmpty() ? null : rest;
            });
        }
    }

    private static List<Kind> joined(List<Kind> some, List<Kind> more) {
        List<Kind> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
