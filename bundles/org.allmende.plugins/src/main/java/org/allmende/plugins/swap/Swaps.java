/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.catalogue.Release;
import org.allmende.plugins.journal.Ledger;
import org.allmende.plugins.told.Note;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Swaps features: takes wishes, carries them out one after the other, and watches what is new for a while.
 *
 * <p>All swaps run on one thread of its own, so two administrators come one after the other, and a swap that is asked for
 * inside a call into the very feature does not wait for itself. How one is carried out is for {@link Switching}, what
 * there is for {@link Overview}. Thread-safe.
 */
public final class Swaps implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Ground ground;
    private final Recorder recorder;
    private final Supplier<Limits> limits;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("allmende swaps").factory());

    /** Archives come one after the other. */
    private final ExecutorService fetching = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("allmende fetch").factory());

    private final Running running = new Running();
    private final Targets targets;
    private final Plans plans;
    private final Probation probation;
    private final Switching switching;
    private final Boot boot;
    private final Overview overview;
    private volatile boolean safe;
    private volatile List<String> wanted = List.of();

    public Swaps(
            Ledger ledger,
            Catalogue catalogue,
            Ground ground,
            Recorder recorder,
            Clock clock,
            Supplier<Limits> limits) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.ground = ground;
        this.recorder = recorder;
        this.limits = limits;
        this.targets = new Targets(ledger, catalogue, running);
        this.plans = new Plans(ledger, catalogue, targets, ground, running, worker);
        this.probation = new Probation(ledger, ground, clock, limits, running, this::takeBack);
        this.switching = new Switching(ledger, catalogue, targets, ground, running, probation, recorder, clock, limits);
        this.boot = new Boot(ledger, catalogue, ground, running, probation, recorder, switching);
        this.overview = new Overview(ledger, catalogue, targets, ground, running);
        probation.begin();
    }

    public Ledger ledger() {
        return ledger;
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    public Overview overview() {
        return overview;
    }

    /**
     * Takes a wish. It is in the journal and in the audit when this returns, and carried out when its turn comes.
     *
     * @throws ProblemException if it makes no sense as things are
     */
    public Swap ask(String plugin, Act act, Optional<String> version, Asker who) {
        return ask(plugin, act, version, Optional.empty(), who);
    }

    /**
     * Switches parts of a feature off or on: swaps in a fresh generation that has them so.
     *
     * @param without the names of all components that are to be off; a name that the feature does not have is kept for a
     *     version that has it
     */
    public Swap parts(String plugin, Set<String> without, Asker who) {
        return ask(plugin, Act.RESTART, Optional.empty(), Optional.of(without), who);
    }

    private Swap ask(String plugin, Act act, Optional<String> version, Optional<Set<String>> without, Asker who) {
        Optional<Release> to = targets.of(plugin, act, version);
        String detail = ledger.installed(plugin).map(Installed::version).orElse("")
                + to.map(release -> " → " + release.version()).orElse("");
        String less = without.map(
                        parts -> parts.isEmpty() ? ", with all its parts" : ", without " + String.join(", ", parts))
                .orElse("");
        recorder.asked(who, "plugins." + act.word(), plugin, detail.strip() + less);
        Swap swap = ledger.plan(plugin, act, to.map(Release::version), without);
        try {
            if (to.filter(release -> release.here().isEmpty()).isPresent()) {
                fetching.execute(() -> fetchThenRun(swap, to.get()));
            } else {
                worker.execute(() -> switching.run(swap));
            }
        } catch (RejectedExecutionException e) {
            ledger.rollBack(swap, Note.of("ended-early"));
        }
        return swap;
    }

    /** A site that is slow keeps no other swap waiting. */
    private void fetchThenRun(Swap swap, Release release) {
        try {
            catalogue.fetch(release);
            worker.execute(() -> switching.run(swap));
        } catch (RejectedExecutionException e) {
            ledger.rollBack(swap, Note.of("ended-early"));
        } catch (RuntimeException e) {
            switching.goBack(swap, e);
        }
    }

    /** Unless somebody has changed things since it was judged. */
    private Optional<Swap> takeBack(Installed judged) {
        if (isSafe() || !ledger.installed(judged.plugin()).equals(Optional.of(judged))) {
            return Optional.empty();
        }
        return Optional.of(ask(judged.plugin(), Act.ROLLBACK, judged.previous(), Asker.system()));
    }

    /** A held feature is not updated, neither by hand nor by an update of all. */
    public void hold(String plugin, boolean hold, Asker who) {
        targets.installed(plugin);
        recorder.asked(who, hold ? "plugins.hold" : "plugins.release", plugin, "");
        ledger.hold(plugin, hold);
    }

    /**
     * Begins to trust a site.
     *
     * @throws org.allmende.plugins.told.Refusal if it is none, or has other keys than the fingerprint says
     */
    public void addSite(String id, String address, String fingerprint, Asker who) {
        recorder.asked(who, "sites.add", id, address + " " + fingerprint);
        catalogue.sites().add(id, address, fingerprint);
    }

    /** Trusts a site no longer; what was installed from it stays. */
    public void removeSite(String id, Asker who) {
        recorder.asked(who, "sites.remove", id, "");
        catalogue.sites().remove(id);
    }

    /**
     * What a swap would do; tries whether the new bundles would resolve.
     *
     * @throws ProblemException if it makes no sense as things are
     */
    public Plan plan(String plugin, Act act, Optional<String> version) {
        return plans.of(plugin, act, version);
    }

    /**
     * Why a version could not be had, found by installing it for a moment.
     *
     * @throws ProblemException of status 404 if there is no such version
     */
    public Optional<Note> obstacle(String plugin, Optional<String> version) {
        return plans.obstacle(plugin, version);
    }

    /**
     * Brings up what is installed; at the very first start, what is wanted. One feature that fails does not keep the others
     * from running.
     */
    public void boot(List<String> wanted) {
        this.wanted = List.copyOf(wanted);
        if (ledger.isSafe()) {
            LOG.warn("Safe mode is on since before this start: no feature is brought up until somebody leaves it");
            return;
        }
        Boot.await(worker.submit(() -> boot.run(wanted)));
    }

    /** The features that are to run and did not come up. */
    public List<String> failed() {
        return ledger.installed().stream()
                .map(Installed::plugin)
                .filter(plugin -> running.failure(plugin).isPresent())
                .toList();
    }

    /** Features that run and fail at much of what they are called for, each with how much. */
    public List<String> failing() {
        return running.all().stream()
                .flatMap(one -> ground.conduct(one).complaint().stream()
                        .map(complaint -> one.feature() + " (" + complaint.detail() + ")"))
                .sorted()
                .toList();
    }

    /** Whether safe mode is on: what is installed does not run, unless it is started by hand. */
    public boolean isSafe() {
        return safe || ledger.isSafe();
    }

    /** Nothing is brought up at this start; who asked for that can leave safe mode as if they had entered it. */
    public void beginSafe(List<String> wanted) {
        this.safe = true;
        this.wanted = List.copyOf(wanted);
    }

    /** Stops all features, and waits until they are; keeps them from running until somebody leaves safe mode, also after a start. */
    public void enterSafeMode(Asker who) {
        if (isSafe()) {
            throw Problem.conflict("Safe mode is on already.").asException();
        }
        recorder.asked(who, "plugins.safe-mode", "on", "");
        // Before it is on, and once more for who asked meanwhile: whoever sees it on finds what waited refused.
        switching.refuseUpTo(newest());
        ledger.safe(true);
        switching.refuseUpTo(newest());
        Boot.await(worker.submit(this::stopAll));
    }

    private long newest() {
        return ledger.swaps().stream().findFirst().map(Swap::id).orElse(0L);
    }

    /**
     * Ends safe mode.
     *
     * @param asBefore whether all is to run that ran before; else what does not run now is switched off for good
     */
    public void leaveSafeMode(boolean asBefore, Asker who) {
        recorder.asked(who, "plugins.safe-mode", "off", asBefore ? "as before" : "as now");
        Boot.await(worker.submit(() -> leaveNow(asBefore)));
    }

    private void leaveNow(boolean asBefore) {
        if (!isSafe()) {
            throw Problem.conflict("Safe mode is off already.").asException();
        }
        switching.refuseUpTo(0);
        if (!asBefore) {
            ledger.installed().stream()
                    .filter(one -> !one.off() && running.of(one.plugin()).isEmpty())
                    .forEach(ledger::switchedOff);
            if (!ledger.isFurnished()) {
                ledger.furnished();
            }
        }
        if (ledger.isSafe()) {
            ledger.safe(false);
        }
        safe = false;
        if (asBefore) {
            boot.run(wanted);
        }
    }

    /** Stops and puts away all that runs: this bundle is being stopped, and the framework goes on. */
    public void stopAll() {
        for (Generation generation : running.all()) {
            try {
                ground.close(generation);
            } catch (RuntimeException e) {
                LOG.warn("{} was not closed in good order", generation, e);
            }
            switching.discardQuietly(generation);
            running.ended(generation.feature());
        }
    }

    /** The process ends in good order: the swap that is under way is finished, those that wait are not begun. */
    @Override
    public void close() {
        switching.stop();
        probation.close();
        fetching.shutdownNow();
        worker.shutdown();
        try {
            if (worker.awaitTermination(
                    limits.get().start().plus(limits.get().drain()).toMillis(), TimeUnit.MILLISECONDS)) {
                ledger.stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ProblemException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
