/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.agent;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * {@code bench-loaders}: how many class loaders of bundles of generations are alive after collections, and how many bundles
 * of generations are installed. They should be equal.
 */
@Component
public final class LoaderCensus implements Verb, SynchronousBundleListener {

    private static final int MOST_COLLECTIONS = 20;

    private final BundleContext context;
    private final Map<String, WeakReference<ClassLoader>> loaders = new ConcurrentHashMap<>();

    @Activate
    public LoaderCensus(BundleContext context) {
        this.context = context;
        context.addBundleListener(this);
        List.of(context.getBundles()).forEach(this::note);
    }

    @Deactivate
    void stop() {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STARTED) {
            note(event.getBundle());
        }
    }

    private void note(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (bundle.getLocation().startsWith("gen:") && wiring != null && wiring.getClassLoader() != null) {
            loaders.put(
                    bundle.getBundleId() + " " + bundle.getLocation() + " " + System.nanoTime(),
                    new WeakReference<>(wiring.getClassLoader()));
        }
    }

    @Override
    public String name() {
        return "bench-loaders";
    }

    @Override
    public String usage() {
        return "bench-loaders";
    }

    @Override
    public int run(List<String> arguments, Terminal terminal) {
        long installed = List.of(context.getBundles()).stream()
                .filter(bundle -> bundle.getLocation().startsWith("gen:"))
                .count();
        for (int i = 0; i < MOST_COLLECTIONS && alive() > installed; i++) {
            System.gc();
        }
        terminal.line("seen " + loaders.size() + " alive " + alive() + " installed " + installed);
        if (alive() > installed) {
            terminal.error(loaders.entrySet().stream()
                    .filter(loader -> loader.getValue().get() != null)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .collect(Collectors.joining(", ")));
        }
        return DONE;
    }

    private long alive() {
        return loaders.values().stream().filter(loader -> loader.get() != null).count();
    }
}
