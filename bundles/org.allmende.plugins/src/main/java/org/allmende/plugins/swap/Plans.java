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
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.journal.Ledger;

/** Says what a swap would do, without doing it. Thread-safe. */
final class Plans {

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Targets targets;
    private final Ground ground;
    private final ExecutorService worker;

    /** @param worker the thread that all swaps run on */
    Plans(Ledger ledger, Catalogue catalogue, Targets targets, Ground ground, ExecutorService worker) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.targets = targets;
        this.ground = ground;
        this.worker = worker;
    }

    /**
     * What a swap would do; tries whether the new bundles would resolve.
     *
     * @throws ProblemException if it makes no sense as things are
     */
    Plan of(String plugin, Act act, Optional<String> version) {
        Optional<Available> to = targets.of(plugin, act, version);
        Optional<Installed> before = ledger.installed(plugin);
        Set<String> here = before.flatMap(one -> catalogue.find(plugin, one.version()))
                .map(Plans::bundles)
                .orElse(Set.of());
        Set<String> there = to.map(Plans::bundles).orElse(Set.of());
        Set<String> needed = neededByOthers(plugin);
        List<String> comes = there.stream()
                .filter(bundle -> isOwn(bundle) || !here.contains(bundle) && !needed.contains(bundle))
                .sorted()
                .toList();
        List<String> goes = here.stream()
                .filter(bundle -> isOwn(bundle) || !there.contains(bundle) && !needed.contains(bundle))
                .sorted()
                .toList();
        return new Plan(
                plugin,
                act,
                before.map(Installed::version),
                to.map(one -> one.feature().version()),
                comes,
                goes,
                to.flatMap(this::obstacle));
    }

    private static Set<String> bundles(Available available) {
        Set<String> names = new HashSet<>();
        available.feature().bundles().forEach(bundle -> names.add(bundle.toString()));
        return names;
    }

    private static boolean isOwn(String bundle) {
        return BundleId.parse(bundle).belongsToGeneration();
    }

    private Set<String> neededByOthers(String plugin) {
        Set<String> needed = new HashSet<>();
        for (Installed other : ledger.installed()) {
            if (!other.plugin().equals(plugin)) {
                catalogue
                        .find(other.plugin(), other.version())
                        .map(Plans::bundles)
                        .ifPresent(needed::addAll);
            }
        }
        return needed;
    }

    /** Installs for a moment, to see whether it resolves. On the swaps' thread, so that nothing else moves meanwhile. */
    private Optional<Note> obstacle(Available available) {
        Future<Optional<Note>> trial = worker.submit(() -> {
            Generation generation =
                    new Generation(available.feature().id(), available.feature().version(), 0);
            try {
                Delivery.fetch(available);
                Delivery.verify(available);
                ground.install(generation, available);
                return Optional.<Note>empty();
            } catch (Refusal e) {
                return Optional.of(e.note());
            } finally {
                ground.discard(generation);
            }
        });
        try {
            return trial.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The plan was not finished, since the suite is stopping.")
                    .asException(e);
        } catch (ExecutionException e) {
            return Optional.of(Note.said(String.valueOf(e.getCause())));
        }
    }
}
