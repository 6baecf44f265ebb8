/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.allmende.api.lease.Generations.Drained;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.api.lease.Generations.Tally;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.catalogue.Release;
import org.allmende.plugins.journal.Ledger;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one swap, step by step. Until {@link Step#SWITCHED} is in the journal whatever fails leaves the old generation
 * as it was. One swap of a feature at a time, please; those of different features do not mind one another.
 */
final class Switching {

    private static final Logger LOG = LoggerFactory.getLogger(Switching.class);

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Targets targets;
    private final Ground ground;
    private final Running running;
    private final Probation probation;
    private final Recorder recorder;
    private final Clock clock;
    private final Supplier<Limits> limits;
    private volatile boolean stopping;
    private volatile long refused;

    Switching(
            Ledger ledger,
            Catalogue catalogue,
            Targets targets,
            Ground ground,
            Running running,
            Probation probation,
            Recorder recorder,
            Clock clock,
            Supplier<Limits> limits) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.targets = targets;
        this.ground = ground;
        this.running = running;
        this.probation = probation;
        this.recorder = recorder;
        this.clock = clock;
        this.limits = limits;
    }

    /** What has not begun yet is not begun any more. */
    void stop() {
        stopping = true;
    }

    /** What was asked for before safe mode began is not begun in it. */
    void refuseUpTo(long swap) {
        refused = swap;
    }

    /** Does it, or takes it back. */
    void run(Swap swap) {
        try {
            if (stopping) {
                throw new Refusal(Note.of("ended-early"));
            }
            if (swap.id() <= refused && !swap.act().ends()) {
                throw new Refusal(Note.of("safe-mode"));
            }
            // Looked at anew: whoever came before may have changed things.
            Optional<Release> to = targets.of(swap.plugin(), swap.act(), swap.to());
            ledger.begin(swap, ledger.installed(swap.plugin()), to.map(Release::version));
            if (to.isPresent()) {
                replace(swap, to.get());
            } else {
                remove(swap);
            }
        } catch (RuntimeException | Error e) {
            goBack(swap, e);
        }
    }

    /** Before the switch: everything is as it was. */
    void goBack(Swap swap, Throwable cause) {
        Note why = reason(cause);
        LOG.warn("{} went back: {}", swap, why, cause);
        try {
            ledger.rollBack(swap, why);
        } catch (ProblemException e) {
            // The journal can't be written. Without the line SWITCHED in it, the next start says the same by itself.
            LOG.error("{}: {}", swap, e.getMessage());
            swap.add(new Swap.Moment(Step.ROLLED_BACK, clock.instant(), Optional.of(why)));
        }
    }

    /** Why something went wrong, for people. */
    static Note reason(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> refusal.note();
            case ProblemException problem -> Note.said(problem.problem().detail());
            default -> Note.of("failed", "error", describe(failure));
        };
    }

    /** What went wrong, as text: a kept throwable would keep the class loader that it comes from. */
    private static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null && text.length() < 1000; cause = cause.getCause()) {
            text.append("; ").append(cause);
        }
        return text.toString();
    }

    /** A feature on its way to another generation, alone or together with others. */
    private static final class Member {

        private final Swap swap;
        private final Release release;
        private final Generation next;
        private final Optional<Generation> previous;
        private Available available;
        private Optional<Note> did = Optional.empty();
        private Tally before = Tally.NONE;

        Member(Swap swap, Release release, Optional<Generation> previous) {
            this.swap = swap;
            this.release = release;
            this.next = new Generation(swap.plugin(), release.version(), swap.number());
            this.previous = previous;
        }
    }

    private void replace(Swap swap, Release release) {
        Member first = new Member(swap, release, running.of(swap.plugin()));
        List<Member> all = new ArrayList<>(List.of(first));
        try {
            each(all, Step.FETCHED, this::fetch);
            addCompanions(first, all);
            each(all.subList(1, all.size()), Step.FETCHED, this::fetch);
            each(all, Step.VERIFIED, one -> Delivery.verify(one.available, ground.runtime()));
            List<Generation> leaving =
                    all.stream().flatMap(one -> one.previous.stream()).toList();
            each(all, Step.RESOLVED, one -> ground.install(one.next, one.available, leaving));
            each(all, Step.PREPARED, one -> ground.migrate(one.next));
            each(all, Step.STARTED, one -> ground.start(one.next, without(one.swap)));
            each(all, Step.HEALTHY, one -> ground.awaitHealthy(one.next, kept(one.swap, one.previous)));
            // Asked before the switch: what fails after it can't be taken for a swap that went back.
            all.forEach(one -> one.before =
                    one.previous.map(old -> ground.conduct(old).calls()).orElse(Tally.NONE));
            switched(all);
        } catch (RuntimeException | Error e) {
            all.reversed().forEach(one -> discardQuietly(one.next));
            all.stream().skip(1).forEach(one -> goBackWith(one.swap, swap));
            throw e;
        }
        Drained drained;
        try {
            Map<Generation, Optional<Generation>> together = new LinkedHashMap<>();
            all.forEach(one -> together.put(one.next, one.previous));
            drained = ground.open(together);
        } catch (RuntimeException | LinkageError e) {
            all.reversed().forEach(one -> discardQuietly(one.next));
            all.forEach(one -> undo(one.swap, e));
            return;
        }
        for (Member one : all) {
            running.began(one.next);
            if (one.swap.act() == Act.RESTART) {
                probation.startAgain(one.swap.plugin());
            } else {
                probation.startAfresh(one.swap.plugin(), one.before);
            }
        }
        all.forEach(one -> recorded(one.swap));
        all.forEach(one -> finish(one.swap, drained, one.previous));
    }

    /** The journal has it; the switch stands. */
    private void recorded(Swap swap) {
        try {
            recorder.switched(swap);
        } catch (RuntimeException e) {
            LOG.warn("{} was not recorded as an event", swap, e);
        }
    }

    private void each(List<Member> all, Step step, Function<Member, Optional<Note>> act) {
        for (Member one : all) {
            ledger.step(one.swap, step, one.did);
            one.did = act.apply(one);
        }
    }

    private Optional<Note> fetch(Member one) {
        one.available = catalogue.fetch(one.release);
        return Delivery.fetch(one.available);
    }

    private void switched(List<Member> all) {
        if (all.size() == 1) {
            ledger.step(all.getFirst().swap, Step.SWITCHED, all.getFirst().did);
            return;
        }
        Map<Swap, Optional<Note>> did = new LinkedHashMap<>();
        all.forEach(one -> did.put(one.swap, one.did));
        ledger.switchTogether(did);
    }

    /** Those who use a library that the new version brings anew: they come along, each in its own version. */
    private void addCompanions(Member first, List<Member> all) {
        for (Generation other : first.previous
                .map(old -> ground.dependents(old, first.available))
                .orElse(List.of())) {
            if (running.of(other.feature()).equals(Optional.of(other))) {
                Optional<String> version = Optional.of(other.version());
                Release release = targets.available(other.feature(), version);
                Optional<Installed> installed = ledger.installed(other.feature());
                Swap swap = ledger.plan(other.feature(), Act.RESTART, version);
                ledger.begin(swap, installed, version);
                all.add(new Member(swap, release, Optional.of(other)));
            }
        }
    }

    private void goBackWith(Swap companion, Swap first) {
        try {
            ledger.rollBack(companion, Note.of("back-with", "plugin", first.plugin()));
        } catch (ProblemException e) {
            LOG.error("{}: {}", companion, e.getMessage());
            companion.add(new Swap.Moment(Step.ROLLED_BACK, clock.instant(), Optional.of(Note.of("ended-early"))));
        }
    }

    private static Set<String> without(Swap swap) {
        return swap.without().or(() -> swap.before().map(Installed::without)).orElse(Set.of());
    }

    /** Whoever goes back to an older version, or switches parts off, wants less in it. */
    private static Optional<Generation> kept(Swap swap, Optional<Generation> previous) {
        return previous.filter(
                any -> swap.act() != Act.ROLLBACK && swap.without().isEmpty());
    }

    private void undo(Swap swap, Throwable cause) {
        Note why = Note.of("failed", "error", describe(cause));
        LOG.warn("{} went back: {}", swap, why, cause);
        ledger.undo(swap, why);
    }

    void discardQuietly(Generation generation) {
        try {
            ground.discard(generation).ifPresent(note -> LOG.warn("{} was not put away wholly: {}", generation, note));
        } catch (RuntimeException e) {
            LOG.warn("{} was not put away wholly", generation, e);
        }
    }

    private void remove(Swap swap) {
        ledger.step(swap, Step.SWITCHED, Optional.empty());
        Optional<Generation> generation = running.ended(swap.plugin());
        // Before it drains: what goes is judged no more, or the version before would be brought up.
        probation.endBefore(swap);
        Drained drained = generation.map(this::closed).orElseGet(() -> new Drained(0, 0, Duration.ZERO));
        recorded(swap);
        finish(swap, drained, generation);
    }

    private Drained closed(Generation generation) {
        try {
            return ground.close(generation);
        } catch (RuntimeException e) {
            LOG.warn("{} was not closed in good order", generation, e);
            return new Drained(0, 0, Duration.ZERO);
        }
    }

    /** The switch has been made; from here on nothing goes back by itself. */
    private void finish(Swap swap, Drained drained, Optional<Generation> previous) {
        try {
            if (drained.broken() > 0) {
                LOG.warn("{}: {} calls had to be cut off at the limit", swap, drained.broken());
            }
            Optional<Note> did;
            try {
                ledger.step(
                        swap,
                        Step.DRAINED,
                        previous.map(old -> Note.of(
                                drained.broken() > 0 ? "drained-broken" : "drained",
                                "calls",
                                drained.calls(),
                                "broken",
                                drained.broken())));
            } finally {
                // Whatever can be written: what was replaced goes.
                did = previous.flatMap(ground::discard);
            }
            boolean watched = probation.endBefore(swap);
            if (swap.act().ends()) {
                ledger.step(swap, Step.DONE, did);
            } else {
                ledger.step(swap, Step.PROBATION, did);
                // A version that is started afresh while it is watched goes on being watched.
                boolean watch = swap.act() == Act.UPDATE || swap.act() == Act.RESTART && watched;
                if (!watch || limits.get().probation().isZero()) {
                    ledger.step(swap, Step.DONE, Optional.empty());
                }
            }
            swap.settle();
        } catch (RuntimeException e) {
            // The journal says SWITCHED, so the next start is right; what is missing there is made up for then.
            LOG.error("{} was done, but not written to its end", swap, e);
            swap.add(new Swap.Moment(Step.PROBATION, clock.instant(), Optional.of(Note.of("unwritten"))));
            swap.settle();
        }
    }
}
