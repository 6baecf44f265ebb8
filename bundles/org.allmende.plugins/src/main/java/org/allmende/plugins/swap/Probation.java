/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.allmende.api.lease.Generations.Tally;
import org.allmende.plugins.journal.Ledger;
import org.allmende.plugins.told.Note;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches what is new for a while, and has it taken back if it gets bad. Thread-safe. */
final class Probation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Probation.class);

    private final Ledger ledger;
    private final Ground ground;
    private final Clock clock;
    private final Supplier<Limits> limits;
    private final Running running;
    private final Function<Installed, Optional<Swap>> takeBack;
    /** Why a probation is about to end badly; by the generation's number. */
    private final Map<Long, Note> regressed = new ConcurrentHashMap<>();
    /** Since when those that are watched have been running; by feature. */
    private final Map<String, Instant> begun = new ConcurrentHashMap<>();
    /** How those that are watched behave; by feature. */
    private final Map<String, Regression> conduct = new ConcurrentHashMap<>();

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("allmende probation").factory());

    /** @param takeBack is given what is to make room for the version before; tells the swap that does it, if there is one */
    Probation(
            Ledger ledger,
            Ground ground,
            Clock clock,
            Supplier<Limits> limits,
            Running running,
            Function<Installed, Optional<Swap>> takeBack) {
        this.ledger = ledger;
        this.ground = ground;
        this.clock = clock;
        this.limits = limits;
        this.running = running;
        this.takeBack = takeBack;
    }

    void begin() {
        long every = limits.get().watch().toMillis();
        watch.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    /** The swap that an installed feature is on probation for. */
    Optional<Swap> of(Installed installed) {
        return ledger.swaps().stream()
                .filter(swap -> swap.plugin().equals(installed.plugin())
                        && swap.number() == installed.number()
                        && swap.state() == Step.PROBATION)
                .findFirst();
    }

    /**
     * What a feature has answered so far counts no more.
     *
     * @param before what was counted of the generation that it is to be judged beside
     */
    void startAfresh(String plugin, Tally before) {
        begun.remove(plugin);
        conduct.put(plugin, new Regression(before));
    }

    /** As {@link #startAfresh}, but it goes on being judged beside the generation that it was judged beside. */
    void startAgain(String plugin) {
        begun.remove(plugin);
        conduct.computeIfPresent(plugin, (any, judged) -> judged.afresh());
    }

    void regressed(Installed installed, Note why) {
        regressed.put(installed.number(), why);
    }

    /**
     * The version that a swap has replaced is watched no longer.
     *
     * @return whether it was
     */
    boolean endBefore(Swap swap) {
        boolean ended = false;
        for (Swap earlier : ledger.swaps()) {
            if (earlier != swap && earlier.plugin().equals(swap.plugin()) && earlier.state() == Step.PROBATION) {
                ended = true;
                Optional<Note> why = Optional.ofNullable(regressed.remove(earlier.number()));
                if (swap.act() == Act.ROLLBACK) {
                    ledger.rollBack(earlier, why.orElse(Note.of("by-hand")));
                } else {
                    ledger.step(earlier, Step.DONE, Optional.empty());
                }
            }
        }
        return ended;
    }

    private void look() {
        try {
            for (Installed installed : ledger.installed()) {
                of(installed).ifPresent(swap -> watch(swap, installed));
            }
        } catch (RuntimeException e) {
            LOG.warn("Features on probation could not be looked at; it is tried again", e);
        }
    }

    private void watch(Swap swap, Installed installed) {
        if (running.of(swap.plugin()).isEmpty()) {
            // Safe mode, say, or a start that lasts: what does not run can neither lag nor prove itself.
            begun.remove(swap.plugin());
            return;
        }
        Instant end = begun.computeIfAbsent(swap.plugin(), any -> clock.instant())
                .plus(limits.get().probation());
        if (clock.instant().isAfter(end)) {
            conduct.remove(swap.plugin());
            regressed.remove(installed.number());
            ledger.step(swap, Step.DONE, Optional.empty());
            return;
        }
        Regression judged = conduct.computeIfAbsent(swap.plugin(), any -> new Regression(Tally.NONE));
        Optional<Note> why = judged.answered(installed.version(), ground.health(swap.plugin()))
                .or(() -> judged.seen(installed.version(), ground.conduct(installed.generation())));
        if (why.isPresent()
                && installed.previous().isPresent()
                && regressed.putIfAbsent(installed.number(), why.get()) == null) {
            takeBack(installed);
        }
    }

    /** What can't be taken back now, or does not come back, is judged anew. */
    private void takeBack(Installed installed) {
        try {
            Optional<Swap> asked = takeBack.apply(installed);
            asked.ifPresentOrElse(
                    swap -> swap.settled().thenAccept(end -> {
                        if (end.state() == Step.ROLLED_BACK) {
                            judgeAnew(installed);
                        }
                    }),
                    () -> judgeAnew(installed));
        } catch (RuntimeException e) {
            judgeAnew(installed);
            throw e;
        }
    }

    private void judgeAnew(Installed installed) {
        startAgain(installed.plugin());
        regressed.remove(installed.number());
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
