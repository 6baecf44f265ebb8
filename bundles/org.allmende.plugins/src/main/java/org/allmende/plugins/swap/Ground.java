/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.health.Health;
import org.allmende.api.lease.Generations.Drained;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;
import org.osgi.framework.Version;

/**
 * What generations stand on: the framework, as far as a swap needs it. What can go wrong is told by {@link Refusal}; nothing
 * here waits for ever. Thread-safe for different features.
 */
public interface Ground {

    /** Symbolic names of the bundles that every deployment has; no feature may bring one of its own. */
    Set<String> runtime();

    /** The packages of the contract that are there, and their versions. */
    Map<String, Version> contract();

    /** As {@link #install(Generation, Available, List)}, in nobody's place. */
    default Optional<Note> install(Generation generation, Available available) {
        return install(generation, available, List.of());
    }

    /**
     * Installs a generation's bundles beside what is there, and has them resolved.
     *
     * @param leaving go when it is opened: it is not wired to libraries that go with them
     */
    Optional<Note> install(Generation generation, Available available, List<Generation> leaving);

    /** The migrations that {@link #migrate} would run. */
    List<String> pending(Generation generation);

    /** Brings the feature's tables to what the generation needs. */
    Optional<Note> migrate(Generation generation);

    /** @param without the components that are to be off */
    Optional<Note> start(Generation generation, Set<String> without);

    /** The components of a running generation that others see, and those that are off. */
    List<Part> parts(Generation generation);

    /**
     * Waits until all its parts are there and none says that it is bad.
     *
     * @param previous offers what {@code next} must not lose
     */
    Optional<Note> awaitHealthy(Generation next, Optional<Generation> previous);

    /** Switches, and waits until nobody is in the previous one. */
    default Drained open(Generation next, Optional<Generation> previous) {
        return open(Map.of(next, previous));
    }

    /** Switches several at once, each in place of the one before it, and waits until nobody is in those. */
    Drained open(Map<Generation, Optional<Generation>> together);

    /**
     * The running generations of other features that are wired to a library which {@code previous} brought and {@code next}
     * brings no more: they would go on with classes that nobody else uses. Who names the library itself is not among them.
     */
    List<Generation> dependents(Generation previous, Available next);

    /** Offers a generation no more, and waits until nobody is in it. */
    Drained close(Generation generation);

    /** Stops and uninstalls; tells what could not be stopped and was left aside. Does nothing if it is not there. */
    Optional<Note> discard(Generation generation);

    /** What the checks of a running feature say. */
    List<Health> health(String feature);

    /** How a running generation behaves. */
    Conduct conduct(Generation generation);
}
