/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.store.Store;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Duplicate;
import org.allmende.api.store.Store.Unavailable;
import org.allmende.api.store.Unit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one consumer of one generation through the log, on a virtual thread of its own.
 *
 * <p>A batch is handed over under a lease that is held until its effects are on disk together with the cursor, so a drained
 * generation has no effects under way. What fails is tried again with growing pauses, then one by one; an event that fails
 * alone is set aside. It ends when the lease is refused, when somebody else has claimed the cursor, or when told to.
 */
final class Follower implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Follower.class);

    /** Skipped events after which the cursor is moved all the same. */
    private static final int SKIPPED = 1_000;
    /** Lines of a failure that are kept: the first ones tell where. */
    private static final int FAILURE_LINES = 8;

    /** What belongs to all followers. */
    record Surroundings(
            Store store,
            EventLog events,
            Cursors cursors,
            Leases leases,
            Supplier<Pace> pace,
            Supplier<Duration> pause,
            Runnable moved) {}

    private final Surroundings around;
    private final Offer<Consumer> offer;
    private final String name;
    private final Set<String> types;
    private final Signal signal = new Signal();
    /** New events must not shorten a pause, only the end does. */
    private final Signal stopping = new Signal();

    private final Thread thread;

    private volatile boolean stopped;
    private volatile boolean ended;
    /** Grows whenever a replay is asked for; 0 once all are done. What was asked for before a restart is looked for too. */
    private final AtomicInteger replaysAsked = new AtomicInteger(1);

    private volatile String failure = "";
    /** Everything up to here is handled; -1 until the cursor is claimed. */
    private volatile long position = -1;

    private Cursors.Claim claim;
    private long persisted;
    private int failures;
    /** Events up to here are handed over one by one. */
    private long singlyUpTo;

    Follower(Surroundings around, Offer<Consumer> offer, String name, Set<String> types) {
        this.around = around;
        this.offer = offer;
        this.name = name;
        this.types = types;
        this.thread = Thread.ofVirtual()
                .name("allmende-follower-" + name)
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
    }

    void start() {
        thread.start();
    }

    void wake() {
        signal.raise();
    }

    void replay() {
        replaysAsked.incrementAndGet();
        signal.raise();
    }

    void stop() {
        stopped = true;
        stopping.raise();
        signal.raise();
    }

    void join(Duration atMost) throws InterruptedException {
        thread.join(atMost);
    }

    String name() {
        return name;
    }

    String feature() {
        return offer.feature();
    }

    /** Whether it follows for this offer and has not ended. */
    boolean serves(Offer<Consumer> other) {
        return !ended && offer.equals(other);
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether everything up to there is handled, and what was asked to be replayed too. */
    boolean isSettled(long offset) {
        return position >= offset && replaysAsked.get() == 0;
    }

    long position() {
        return position;
    }

    /** How the last try failed; empty while all is well. */
    String failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                step();
            }
            keepSkipped();
        } catch (RuntimeException | Error e) {
            log.error("The follower of {} ended; it begins again with the next look at the consumers", name, e);
        } finally {
            ended = true;
            around.moved().run();
        }
    }

    private void step() {
        try {
            if (claim == null) {
                claim();
            } else if (replaysAsked.get() > 0) {
                replayNext();
            } else {
                follow();
            }
        } catch (Unavailable e) {
            failed(e.getMessage());
            pause();
        }
    }

    private void claim() {
        Optional<Lease<Consumer>> entered = around.leases().enter(offer);
        if (entered.isEmpty()) {
            stopped = true;
            return;
        }
        boolean fromTheBeginning;
        OptionalLong safe;
        try (Lease<Consumer> lease = entered.get()) {
            fromTheBeginning = lease.service().fromTheBeginning();
            safe = lease.service().safeUpTo();
        } catch (RuntimeException e) {
            failed(text(e));
            log.warn("{} can't say where to begin; it is asked again", name, e);
            pause();
            return;
        }
        long oldest = around.events().floor() - 1;
        long newest = around.events().newest();
        if (safe.isPresent() && safe.getAsLong() < oldest) {
            log.warn(
                    "{} is safe up to {} and the oldest event kept is {}: it misses what lies between",
                    name,
                    safe.getAsLong(),
                    oldest + 1);
        }
        OptionalLong bounded =
                safe.isPresent() ? OptionalLong.of(Math.clamp(safe.getAsLong(), oldest, newest)) : OptionalLong.empty();
        claim = around.cursors().claim(offer, name, fromTheBeginning ? oldest : newest, bounded);
        persisted = claim.cursor();
        moveTo(claim.cursor());
        recovered();
    }

    private void follow() {
        Duration rest = around.pause().get();
        if (!rest.isZero()) {
            signal.await(rest);
            return;
        }
        Pace pace = around.pace().get();
        List<Event> read = around.events().kept(position, pace.batch());
        if (read.isEmpty()) {
            signal.await();
            return;
        }
        List<Event> wanted = types.isEmpty()
                ? read
                : read.stream().filter(event -> types.contains(event.type())).toList();
        long upTo = read.get(read.size() - 1).offset();
        if (wanted.isEmpty()) {
            skip(upTo);
        } else if (position < singlyUpTo) {
            Event first = wanted.get(0);
            handle(List.of(first), first.offset(), pace.attempts());
        } else {
            handle(wanted, upTo, wanted.size() == 1 ? pace.attempts() : pace.batchAttempts());
        }
    }

    private void skip(long upTo) {
        moveTo(upTo);
        if (upTo - persisted >= SKIPPED) {
            keepSkipped();
        }
    }

    /** Moves the cursor over what was of no interest, which is not worth a write each time. */
    private void keepSkipped() {
        if (claim == null || position <= persisted) {
            return;
        }
        try {
            around.store().writeNow(Unit.of(around.cursors().moved(claim, position)));
            persisted = position;
        } catch (Conflict e) {
            stopped = true;
        } catch (Unavailable e) {
            log.debug("The cursor of {} is kept later", name, e);
        }
    }

    private void handle(List<Event> batch, long upTo, int attempts) {
        Attempt attempt = attempt(batch, Unit.of(around.cursors().moved(claim, upTo)));
        switch (attempt.end()) {
            case KEPT -> {
                persisted = upTo;
                moveTo(upTo);
                recovered();
            }
            case LOST -> stopped = true;
            case FAILED -> {
                failed(attempt.failure());
                failures++;
                if (failures < attempts) {
                    pause();
                } else if (batch.size() > 1) {
                    log.warn(
                            "{} failed {} times with {} events, which are now tried one by one: {}",
                            name,
                            failures,
                            batch.size(),
                            firstLine(failure));
                    failures = 0;
                    singlyUpTo = upTo;
                } else {
                    setAside(batch.get(0), upTo);
                }
            }
        }
    }

    private void setAside(Event event, long upTo) {
        log.error(
                "{} failed {} times with event {} ({} {}), which is set aside: {}",
                name,
                failures,
                event.offset(),
                event.type(),
                event.subject(),
                firstLine(failure));
        try {
            around.store()
                    .writeNow(Unit.of(
                            around.cursors().setAside(name, event, failures, failure),
                            around.cursors().moved(claim, upTo)));
            persisted = upTo;
            moveTo(upTo);
            recovered();
        } catch (Conflict e) {
            stopped = true;
        }
    }

    private void replayNext() {
        int asked = replaysAsked.get();
        Optional<Cursors.Replay> next = around.cursors().nextReplay(name);
        if (next.isEmpty()) {
            replaysAsked.compareAndSet(asked, 0);
            around.moved().run();
            return;
        }
        long letter = next.get().letter();
        Unit done = Unit.of(around.cursors().replayed(letter), around.cursors().held(claim));
        Attempt attempt = attempt(List.of(next.get().event()), done);
        switch (attempt.end()) {
            case KEPT ->
                log.info("{} handled event {} at last", name, next.get().event().offset());
            case LOST -> stopped = true;
            case FAILED -> around.store().writeNow(Unit.of(around.cursors().replayFailed(letter, attempt.failure())));
        }
    }

    private enum End {
        KEPT,
        FAILED,
        /** The generation is closed, or somebody else follows. */
        LOST
    }

    private record Attempt(End end, String failure) {
        static final Attempt KEPT = new Attempt(End.KEPT, "");
        static final Attempt LOST = new Attempt(End.LOST, "");
    }

    /**
     * Hands a batch over and keeps its effects together with {@code done}.
     *
     * @throws Unavailable if the store can't keep it now, which is not the consumer's fault
     */
    private Attempt attempt(List<Event> batch, Unit done) {
        Optional<Lease<Consumer>> entered = around.leases().enter(offer);
        if (entered.isEmpty()) {
            return Attempt.LOST;
        }
        try (Lease<Consumer> lease = entered.get()) {
            Unit effects;
            try {
                effects = Objects.requireNonNull(lease.service().handle(batch), "handle answered null");
            } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                return new Attempt(End.FAILED, text(e));
            }
            return keep(effects, done);
        } finally {
            // an interrupt was meant for the call that is over now
            Thread.interrupted();
        }
    }

    private Attempt keep(Unit effects, Unit done) {
        try {
            around.store().writeNow(effects.and(done));
            return Attempt.KEPT;
        } catch (Duplicate e) {
            // its effects are there already, under the key that it gave them
            return keep(Unit.nothing(), done);
        } catch (Conflict | IllegalArgumentException e) {
            return around.cursors().holds(claim) ? new Attempt(End.FAILED, text(e)) : Attempt.LOST;
        }
    }

    private void moveTo(long offset) {
        position = offset;
        around.moved().run();
    }

    private void failed(String why) {
        failure = why;
    }

    private void recovered() {
        failures = 0;
        failure = "";
    }

    private void pause() {
        if (!stopped) {
            Duration pause = around.pace().get().backoff().apply(Math.max(1, failures));
            if (!pause.isZero()) {
                stopping.await(pause);
            }
        }
    }

    /** A failure is kept as text: the object would keep its generation's class loader. */
    private static String text(Throwable failure) {
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all));
        return all.toString()
                .lines()
                .limit(FAILURE_LINES)
                .map(String::strip)
                .reduce((one, other) -> one + "\n" + other)
                .orElse(failure.getClass().getName());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
