/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
 *
 * <p>A thread that was made while it started may be of a pool of the runtime that grew just then. Interrupted is therefore only what
 * is of its class loaders, or has its code on the stack; the others are named.
 */
final class StrayThreads {

    /** What shuts down in good order needs a moment for it. */
    private static final long GRACE = 500;

    private final ThreadGroup group;
    private final Set<ClassLoader> loaders;
    private final Set<String> packages;

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
        this.packages = bundles.stream()
                .flatMap(bundle -> OwnPackages.of(bundle).stream())
                .collect(Collectors.toSet());
    }

    /** Interrupts those that go on and are surely its own, and tells of all; empty if there were none. */
    Optional<Note> end() {
        Map<Thread, StackTraceElement[]> strays = after(GRACE);
        if (strays.isEmpty()) {
            return Optional.empty();
        }
        String names = strays.keySet().stream().map(Thread::getName).sorted().collect(Collectors.joining(", "));
        strays.forEach((thread, stack) -> {
            if (isOfItsLoaders(thread) || shows(stack)) {
                thread.interrupt();
            }
        });
        return Optional.of(Note.of(after(GRACE).isEmpty() ? "threads-ended" : "threads-left", "threads", names));
    }

    /** Those that there are once some time is over; none as soon as there are none. */
    private Map<Thread, StackTraceElement[]> after(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        Map<Thread, StackTraceElement[]> strays = now();
        while (!strays.isEmpty() && System.nanoTime() < deadline) {
            try {
                List<Thread> left = new ArrayList<>(strays.keySet());
                left.getFirst().join(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return strays;
            }
            strays = now();
        }
        return strays;
    }

    private Map<Thread, StackTraceElement[]> now() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().isAlive() && isOurs(each.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private boolean isOurs(Thread thread) {
        ThreadGroup of = thread.getThreadGroup();
        return of != null && group.parentOf(of) || isOfItsLoaders(thread);
    }

    private boolean isOfItsLoaders(Thread thread) {
        return loaders.contains(thread.getClass().getClassLoader()) || loaders.contains(thread.getContextClassLoader());
    }

    private boolean shows(StackTraceElement[] stack) {
        return Arrays.stream(stack).anyMatch(frame -> packages.contains(OwnPackages.of(frame.getClassName())));
    }
}
