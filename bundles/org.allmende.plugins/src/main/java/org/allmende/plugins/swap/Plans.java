/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.catalogue.Release;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.journal.Ledger;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;

/** Says what a swap would do, without doing it. Thread-safe. */
final class Plans {

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Targets targets;
    private final Ground ground;
    private final Running running;
    private final ExecutorService worker;

    /** @param worker the thread that all swaps run on */
    Plans(Ledger ledger, Catalogue catalogue, Targets targets, Ground ground, Running running, ExecutorService worker) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.targets = targets;
        this.ground = ground;
        this.running = running;
        this.worker = worker;
    }

    /**
     * What a swap would do; tries whether the new bundles would resolve.
     *
     * @throws ProblemException if it makes no sense as things are
     */
    Plan of(String plugin, Act act, Optional<String> version) {
        Optional<Release> to = targets.of(plugin, act, version);
        Optional<Installed> before = ledger.installed(plugin);
        Optional<Feature> here = before.filter(any -> act != Act.ON)
                .flatMap(one -> catalogue.find(plugin, one.version()))
                .map(Available::feature);
        Trial trial = to.map(this::tried).orElse(Trial.NOTHING);
        Set<BundleId> needed = librariesOfOthers(plugin);
        return new Plan(
                plugin,
                act,
                before.map(Installed::version),
                to.map(Release::version),
                moving(trial.feature(), here, needed),
                moving(here, trial.feature(), needed),
                trial.settings(),
                trial.tables(),
                trial.restarts(),
                extendedBy(plugin),
                trial.obstacle());
    }

    /** Why a version could not be had; whether the feature is held does not matter. */
    Optional<Note> obstacle(String plugin, Optional<String> version) {
        return tried(targets.available(plugin, version)).obstacle();
    }

    /** Features that go on without what they extend, once it is gone. */
    private List<String> extendedBy(String plugin) {
        return ledger.installed().stream()
                .filter(other -> !other.plugin().equals(plugin))
                .filter(other -> catalogue
                        .find(other.plugin(), other.version())
                        .filter(one -> one.feature().about().requires().contains(plugin))
                        .isPresent())
                .map(Installed::plugin)
                .toList();
    }

    /** A feature's own bundles, and the libraries that neither its other version nor another feature shares with it. */
    private static List<String> moving(Optional<Feature> feature, Optional<Feature> other, Set<BundleId> needed) {
        Set<BundleId> shared = other.map(Feature::libraries).orElse(Set.of());
        return feature.stream()
                .flatMap(one -> one.bundles().stream()
                        .filter(bundle ->
                                !one.isLibrary(bundle) || !shared.contains(bundle) && !needed.contains(bundle)))
                .map(BundleId::toString)
                .sorted()
                .toList();
    }

    private Set<BundleId> librariesOfOthers(String plugin) {
        Set<BundleId> needed = new HashSet<>();
        for (Installed other : ledger.installed()) {
            if (!other.plugin().equals(plugin)) {
                catalogue
                        .find(other.plugin(), other.version())
                        .ifPresent(one -> needed.addAll(one.feature().libraries()));
            }
        }
        return needed;
    }

    /** What came of installing it for a moment. */
    private record Trial(
            Optional<Feature> feature,
            List<String> settings,
            List<String> tables,
            List<String> restarts,
            Optional<Note> obstacle) {

        static final Trial NOTHING = new Trial(Optional.empty(), List.of(), List.of(), List.of(), Optional.empty());

        static Trial failed(Optional<Feature> feature, Note why) {
            return new Trial(feature, List.of(), List.of(), List.of(), Optional.of(why));
        }
    }

    /** Installs for a moment, to see whether it resolves. On the swaps' thread, so that nothing else moves meanwhile. */
    private Trial tried(Release release) {
        Available available;
        try {
            // Here, not on the swaps' thread: a site may be slow.
            available = catalogue.fetch(release);
        } catch (Refusal e) {
            return Trial.failed(Optional.empty(), e.note());
        }
        Future<Trial> trial = worker.submit(() -> triedNow(available));
        try {
            return trial.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The plan was not finished, since the suite is stopping.")
                    .asException(e);
        } catch (ExecutionException e) {
            return Trial.failed(Optional.of(available.feature()), Note.said(String.valueOf(e.getCause())));
        }
    }

    private List<String> restarts(Available next) {
        return running.of(next.feature().id())
                .map(now -> ground.dependents(now, next).stream()
                        .map(Generation::feature)
                        .toList())
                .orElse(List.of());
    }

    private Trial triedNow(Available available) {
        Feature feature = available.feature();
        Generation generation = new Generation(feature.id(), feature.version(), 0);
        try {
            Delivery.fetch(available);
            Delivery.verify(available, ground.runtime());
            ground.install(generation, available);
            return new Trial(
                    Optional.of(feature),
                    List.copyOf(feature.configurations().keySet()),
                    ground.pending(generation),
                    restarts(available),
                    Optional.empty());
        } catch (Refusal e) {
            return Trial.failed(Optional.of(feature), e.note());
        } finally {
            ground.discard(generation);
        }
    }
}
