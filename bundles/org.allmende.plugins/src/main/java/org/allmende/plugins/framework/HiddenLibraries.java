/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.util.Collection;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Keeps a generation, while it is resolved, from libraries that are about to go: the framework would prefer a newer one that
 * is there still, or one that others use already, and the generation would be left with classes that nobody else has.
 *
 * <p>What it hides is settled beforehand: the framework asks while it holds a lock of its own.
 */
final class HiddenLibraries implements ResolverHookFactory, AutoCloseable {

    private final String prefix;
    private final Set<Bundle> libraries;
    private final ServiceRegistration<ResolverHookFactory> registration;

    /** @param prefix of the locations of those that must not see the libraries */
    HiddenLibraries(BundleContext context, String prefix, Set<Bundle> libraries) {
        this.prefix = prefix;
        this.libraries = libraries;
        this.registration = libraries.isEmpty() ? null : context.registerService(ResolverHookFactory.class, this, null);
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return new Hiding();
    }

    private final class Hiding implements ResolverHook {

        @Override
        public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
            if (requirement.getRevision().getBundle().getLocation().startsWith(prefix)) {
                candidates.removeIf(
                        candidate -> libraries.contains(candidate.getRevision().getBundle()));
            }
        }

        @Override
        public void filterResolvable(Collection<BundleRevision> candidates) {
            // Whoever can be resolved may be.
        }

        @Override
        public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> collisions) {
            // Collisions are as the framework sees them.
        }

        @Override
        public void end() {
            // Nothing was taken.
        }
    }

    @Override
    public void close() {
        if (registration != null) {
            registration.unregister();
        }
    }
}
