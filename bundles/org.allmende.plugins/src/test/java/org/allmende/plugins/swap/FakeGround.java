/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.allmende.api.health.Health;
import org.allmende.api.lease.Generations.Drained;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;
import org.osgi.framework.Version;

/** A framework that does nothing but remember, and fails where it is told to. */
final class FakeGround implements Ground {

    final List<String> done = new CopyOnWriteArrayList<>();
    final Set<Generation> installed = ConcurrentHashMap.newKeySet();
    final Map<String, Generation> open = new ConcurrentHashMap<>();
    final Map<String, Health> health = new ConcurrentHashMap<>();
    volatile String failing = "";
    volatile String failingFor = "";
    volatile RuntimeException failure = new Refusal(Note.of("start-fails", "bundle", "b", "error", "e"));
    volatile Runnable before = () -> {};

    private Optional<Note> done(String what, Generation generation) {
        before.run();
        done.add(what + " " + generation.feature() + " " + generation.version() + "/" + generation.number());
        if (failing.equals(what)
                && (failingFor.isEmpty()
                        || (generation.feature() + " " + generation.version()).startsWith(failingFor))) {
            throw failure;
        }
        return Optional.empty();
    }

    @Override
    public Set<String> runtime() {
        return Set.of("org.allmende.api");
    }

    @Override
    public Optional<Note> install(Generation generation, Available available, List<Generation> leaving) {
        installed.add(generation);
        return done("install", generation);
    }

    @Override
    public Map<String, Version> contract() {
        return Map.of("org.allmende.api.web", new Version("1.2.0"));
    }

    @Override
    public List<String> pending(Generation generation) {
        return List.of("001-" + generation.feature() + ".sql");
    }

    final Map<String, Conduct> conduct = new ConcurrentHashMap<>();

    @Override
    public Conduct conduct(Generation generation) {
        return conduct.getOrDefault(generation.feature() + " " + generation.version(), Conduct.NONE);
    }

    @Override
    public Optional<Note> migrate(Generation generation) {
        return done("migrate", generation);
    }

    @Override
    public Optional<Note> start(Generation generation, Set<String> off) {
        without.put(generation.feature(), off);
        return done("start", generation);
    }

    final Map<String, Set<String>> without = new ConcurrentHashMap<>();

    @Override
    public List<Part> parts(Generation generation) {
        return List.of(new Part(
                "Pages", List.of("Route"), !without.get(generation.feature()).contains("Pages")));
    }

    @Override
    public Optional<Note> awaitHealthy(Generation generation, Optional<Generation> previous) {
        return done("check", generation);
    }

    @Override
    public Drained open(Map<Generation, Optional<Generation>> together) {
        together.forEach((next, previous) -> {
            done("open", next);
            if (previous.isPresent() != open.containsKey(next.feature())
                    || previous.isPresent() && !open.get(next.feature()).equals(previous.get())) {
                throw new AssertionError("not the previous one: " + previous);
            }
        });
        together.keySet().forEach(next -> open.put(next.feature(), next));
        opened.add(Set.copyOf(together.keySet()));
        return new Drained(0, 0, Duration.ZERO);
    }

    /** What was opened at once. */
    final List<Set<Generation>> opened = new CopyOnWriteArrayList<>();

    /** Features that use a library of another, by that one. */
    final Map<String, Set<String>> dependents = new ConcurrentHashMap<>();

    @Override
    public List<Generation> dependents(Generation previous, Available next) {
        return previous.version().equals(next.feature().version())
                ? List.of()
                : dependents.getOrDefault(previous.feature(), Set.of()).stream()
                        .sorted()
                        .map(open::get)
                        .filter(Objects::nonNull)
                        .toList();
    }

    @Override
    public Drained close(Generation generation) {
        done("close", generation);
        open.remove(generation.feature(), generation);
        return new Drained(0, 0, Duration.ZERO);
    }

    @Override
    public Optional<Note> discard(Generation generation) {
        if (installed.remove(generation)) {
            done("discard", generation);
        }
        return Optional.empty();
    }

    @Override
    public List<Health> health(String feature) {
        return new ArrayList<>(health.containsKey(feature) ? List.of(health.get(feature)) : List.of());
    }
}
