/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.allmende.plugins.told.Note;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Threads that a generation leaves running when it is stopped: each keeps all its classes. Seen are those that were made while it
 * started, those of its own thread classes, and those that have its class loader; not those that a request made lazily without
 * either.
 */
final class StrayThreads {

    /** What shuts down in good order needs a moment for it. */
    private static final long GRACE = 500;

    private final ThreadGroup group;
    private final Set<ClassLoader> loaders;

    /**
     * @param group that the generation was started in
     * @param bundles of the generation, before they are uninstalled
     */
    StrayThreads(ThreadGroup group, Collection<Bundle> bundles) {
        this.group = group;
        this.loaders = bundles.stream()
                .map(bundle -> bundle.adapt(BundleWiring.class))
                .filter(Objects::nonNull)
                .map(BundleWiring::getClassLoader)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** Interrupts those that go on, and tells of them; empty if there were none. */
    Optional<Note> end() {
        List<Thread> strays = after(GRACE);
        if (strays.isEmpty()) {
            return Optional.empty();
        }
        String names = strays.stream().map(Thread::getName).sorted().collect(Collectors.joining(", "));
        strays.forEach(Thread::interrupt);
        return Optional.of(Note.of(after(GRACE).isEmpty() ? "threads-ended" : "threads-left", "threads", names));
    }

    /** Those that there are once some time is over; none as soon as there are none. */
    private List<Thread> after(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        List<Thread> strays = now();
        while (!strays.isEmpty() && System.nanoTime() < deadline) {
            try {
                strays.getFirst().join(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return strays;
            }
            strays = now();
        }
        return strays;
    }

    private List<Thread> now() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && isOurs(thread))
                .toList();
    }

    private boolean isOurs(Thread thread) {
        ThreadGroup of = thread.getThreadGroup();
        return of != null && group.parentOf(of)
                || loaders.contains(thread.getClass().getClassLoader())
                || loaders.contains(thread.getContextClassLoader());
    }
}
