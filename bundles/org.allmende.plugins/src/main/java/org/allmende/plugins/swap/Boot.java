/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.journal.Ledger;
import org.allmende.plugins.told.Note;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings up at the start what is installed. To be run on the thread that all swaps run on. */
final class Boot {

    private static final Logger LOG = LoggerFactory.getLogger(Boot.class);

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Ground ground;
    private final Running running;
    private final Probation probation;
    private final Recorder recorder;
    private final Switching switching;

    Boot(
            Ledger ledger,
            Catalogue catalogue,
            Ground ground,
            Running running,
            Probation probation,
            Recorder recorder,
            Switching switching) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.ground = ground;
        this.running = running;
        this.probation = probation;
        this.recorder = recorder;
        this.switching = switching;
    }

    /**
     * Brings up what is installed; at the very first start, what is wanted. One feature that fails does not keep the others
     * from running.
     */
    void run(List<String> wanted) {
        for (List<Installed> wave : waves()) {
            together(wave.stream().<Runnable>map(one -> () -> revive(one)).toList());
        }
        List<Runnable> tasks = new ArrayList<>();
        if (!ledger.isFurnished()) {
            wanted.stream()
                    .filter(plugin -> ledger.installed(plugin).isEmpty())
                    .forEach(plugin -> tasks.add(() -> furnish(plugin)));
        }
        together(tasks);
        if (!ledger.isFurnished()) {
            ledger.furnished();
        }
    }

    /** What is to run, each feature in a later wave than those that it extends, whose libraries it may use. */
    private List<List<Installed>> waves() {
        List<Installed> left = new ArrayList<>(ledger.installed().stream()
                .filter(one -> !one.off() && running.of(one.plugin()).isEmpty())
                .toList());
        List<List<Installed>> waves = new ArrayList<>();
        while (!left.isEmpty()) {
            List<String> names = left.stream().map(Installed::plugin).toList();
            List<Installed> wave = left.stream()
                    .filter(one -> requires(one).stream()
                            .noneMatch(other -> names.contains(other) && !other.equals(one.plugin())))
                    .toList();
            // Those that extend one another in a circle have no order.
            waves.add(wave.isEmpty() ? List.copyOf(left) : wave);
            left.removeAll(waves.getLast());
        }
        return waves;
    }

    private List<String> requires(Installed one) {
        return catalogue
                .find(one.plugin(), one.version())
                .map(available -> available.feature().about().requires())
                .orElse(List.of());
    }

    private void together(List<Runnable> tasks) {
        // Two at a time: while one reads its classes the other computes.
        try (ExecutorService pair = Executors.newFixedThreadPool(
                2, Thread.ofPlatform().daemon().name("allmende boot ", 0).factory())) {
            List<Future<?>> all = new ArrayList<>();
            tasks.forEach(task -> all.add(pair.submit(task)));
            all.forEach(Boot::await);
        }
    }

    static void await(Future<?> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while features were starting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private void furnish(String plugin) {
        try {
            switching.run(ledger.plan(plugin, Act.INSTALL, Optional.empty()));
            ledger.swaps().stream()
                    .filter(swap -> swap.plugin().equals(plugin) && swap.state() == Step.ROLLED_BACK)
                    .findFirst()
                    .flatMap(Swap::reason)
                    .ifPresent(why -> running.failed(plugin, why));
        } catch (RuntimeException e) {
            running.failed(plugin, Note.said(String.valueOf(e.getMessage())));
            LOG.error("{} was not installed", plugin, e);
        }
    }

    private void revive(Installed installed) {
        Generation generation = installed.generation();
        Optional<Available> available = catalogue.find(installed.plugin(), installed.version());
        if (available.isEmpty()) {
            replaceVanished(installed);
            return;
        }
        try {
            Delivery.fetch(available.get());
            Delivery.verify(available.get(), ground.runtime());
            ground.install(generation, available.get());
            ground.migrate(generation);
            ground.start(generation, installed.without());
            ground.awaitHealthy(generation, Optional.empty());
            ground.open(generation, Optional.empty());
            running.began(generation);
            // Said again: a crash may have come between the switch and its record.
            ledger.swaps().stream()
                    .filter(swap -> swap.plugin().equals(installed.plugin())
                            && swap.number() == installed.number()
                            && swap.state().hasSwitched())
                    .findFirst()
                    .filter(swap -> !swap.reached(Step.DONE))
                    .ifPresent(recorder::switched);
        } catch (RuntimeException | LinkageError e) {
            switching.discardQuietly(generation);
            Note why = Switching.reason(e);
            LOG.error("{} does not start: {}", generation, why, e);
            running.failed(installed.plugin(), why);
            probation
                    .of(installed)
                    .filter(swap -> installed.previous().isPresent())
                    .ifPresent(swap -> {
                        probation.regressed(installed, why);
                        switching.run(ledger.plan(installed.plugin(), Act.ROLLBACK, installed.previous()));
                    });
        }
    }

    /** The distribution has a newer version instead of the one that was installed: the runtime itself was replaced. */
    private void replaceVanished(Installed installed) {
        String plugin = installed.plugin();
        if (catalogue.newest(plugin).isPresent()) {
            switching.run(ledger.plan(plugin, Act.UPDATE, Optional.empty()));
        }
        if (running.of(plugin).isEmpty()) {
            running.failed(plugin, Note.of("version-gone", "plugin", plugin, "version", installed.version()));
        }
    }
}
