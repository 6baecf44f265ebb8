/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.allmende.plugins.feature.JarIdentity;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles that features share: there once for each symbolic name and version, as long as a generation needs them. Those
 * that the runtime brings are used and never removed. Thread-safe.
 *
 * <p>They are installed by reference: the framework reads the file where it lies, which spares copying megabytes at each start
 * and lets the classes be found in an AOT cache.
 */
final class Libraries {

    private static final Logger LOG = LoggerFactory.getLogger(Libraries.class);

    private final BundleContext system;
    /** Those that were installed here, and the generations that need them, by prefix. */
    private final Map<Bundle, Set<String>> users = new LinkedHashMap<>();

    Libraries(BundleContext system) {
        this.system = system;
    }

    /** Installs a library, if it is not there, on behalf of a generation. */
    synchronized Bundle need(Path jar, String generation) throws IOException, BundleException {
        Bundle there = find(jar);
        if (there == null) {
            there = system.installBundle("reference:" + jar.toUri(), null);
            users.put(there, new HashSet<>());
        }
        Set<String> known = users.get(there);
        if (known != null) {
            known.add(generation);
        }
        return there;
    }

    /** Whether it was installed here, not brought by the runtime. */
    synchronized boolean brought(Bundle bundle) {
        return users.containsKey(bundle);
    }

    /** Those that go once these generations, by prefix, are gone. */
    synchronized Set<Bundle> neededOnlyBy(Collection<String> generations) {
        return users.entrySet().stream()
                .filter(entry -> generations.containsAll(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Bundle find(Path jar) throws IOException {
        JarIdentity identity = JarIdentity.of(jar)
                .orElseThrow(() ->
                        new IOException(jar.getFileName() + " is no bundle: its manifest has no Bundle-SymbolicName"));
        for (Bundle bundle : system.getBundles()) {
            if (identity.symbolicName().equals(bundle.getSymbolicName())
                    && identity.version().equals(bundle.getVersion())
                    && bundle.getState() != Bundle.UNINSTALLED) {
                return bundle;
            }
        }
        return null;
    }

    /** A generation is gone; removes what it alone needed. */
    synchronized void release(String generation) {
        for (Bundle library : new ArrayList<>(users.keySet()).reversed()) {
            Set<String> known = users.get(library);
            known.remove(generation);
            // Also one that nobody named any more, and this generation was the last to be wired to.
            if (known.isEmpty() && !isWired(library)) {
                users.remove(library);
                try {
                    library.uninstall();
                } catch (BundleException e) {
                    LOG.warn("The library {} could not be removed; it goes with the next start", library, e);
                }
            }
        }
    }

    /** Somebody may be wired to it who never said so. */
    private static boolean isWired(Bundle library) {
        BundleWiring wiring = library.adapt(BundleWiring.class);
        List<BundleWire> wires = wiring == null ? null : wiring.getProvidedWires(null);
        return wires != null
                && wires.stream().anyMatch(wire -> {
                    BundleWiring requirer = wire.getRequirerWiring();
                    return requirer != null && requirer.getBundle() != library && requirer.isCurrent();
                });
    }
}
