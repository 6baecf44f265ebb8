/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

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
import org.allmende.api.lease.Offer;
import org.allmende.api.store.Store;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Unavailable;
import org.allmende.api.store.Unit;
import org.allmende.attendance.Attempt;
import org.allmende.attendance.Attendant;
import org.allmende.attendance.Failure;

/**
 * Takes one consumer of one generation through the log.
 *
 * <p>A batch's effects are kept together with the cursor. What fails is tried again with growing pauses, then one by one; an
 * event that fails alone is set aside.
 */
final class Follower extends Attendant<Consumer> {

    /** Skipped events after which the cursor is moved all the same. */
    private static final int SKIPPED = 1_000;
    /** Whoever waits for events is woken; this only bounds the wait. */
    private static final Duration UNTIL_WOKEN = Duration.ofDays(1);

    /** What belongs to all followers. */
    record Surroundings(
            Attendant.Ground ground, EventLog events, Cursors cursors, Supplier<Pace> pace, Supplier<Duration> pause) {}

    private final Surroundings around;
    private final Store store;
    private final Set<String> types;
    /** Grows whenever a replay is asked for; 0 once all are done. What was asked for before a restart is looked for too. */
    private final AtomicInteger replaysAsked = new AtomicInteger(1);

    private volatile Failure failure = Failure.NONE;
    /** Everything up to here is handled; -1 until the cursor is claimed. */
    private volatile long position = -1;

    private Cursors.Claim claim;
    private long persisted;
    private int failures;
    /** Events up to here are handed over one by one. */
    private long singlyUpTo;

    Follower(Surroundings around, Offer<Consumer> offer, String name, Set<String> types) {
        super(around.ground(), offer, name);
        this.around = around;
        this.store = around.ground().store();
        this.types = types;
    }

    void replay() {
        replaysAsked.incrementAndGet();
        wake();
    }

    /** Whether everything up to there is handled, and what was asked to be replayed too. */
    boolean isSettled(long offset) {
        return position >= offset && replaysAsked.get() == 0;
    }

    long position() {
        return position;
    }

    /** How the last try failed; none while all is well. */
    Failure failure() {
        return failure;
    }

    @Override
    protected void step() {
        try {
            if (claim == null) {
                claim();
            } else if (replaysAsked.get() > 0) {
                replayNext();
            } else {
                follow();
            }
        } catch (Unavailable e) {
            failed(new Failure(e.getMessage()));
            pause();
        }
    }

    @Override
    protected boolean holdsClaim() {
        return around.cursors().holds(claim);
    }

    @Override
    protected void leave() {
        keepSkipped();
    }

    private void claim() {
        Optional<Lease<Consumer>> entered = enter();
        if (entered.isEmpty()) {
            return;
        }
        boolean begun;
        // To its end under the lease: outside, a generation that is gone by then would take the right from the next.
        try (Lease<Consumer> lease = entered.get()) {
            begun = begin(lease.service());
        }
        if (!begun) {
            pause();
        }
    }

    /** @return whether it has the right now */
    private boolean begin(Consumer consumer) {
        boolean fromTheBeginning;
        OptionalLong safe;
        try {
            fromTheBeginning = consumer.fromTheBeginning();
            safe = consumer.safeUpTo();
        } catch (RuntimeException e) {
            failed(Failure.of(e));
            log().warn("{} can't say where to begin; it is asked again", name(), e);
            return false;
        }
        long oldest = around.events().floor() - 1;
        long newest = around.events().newest();
        if (safe.isPresent() && safe.getAsLong() < oldest) {
            log().warn(
                            "{} is safe up to {} and the oldest event kept is {}: it misses what lies between",
                            name(),
                            safe.getAsLong(),
                            oldest + 1);
        }
        OptionalLong bounded =
                safe.isPresent() ? OptionalLong.of(Math.clamp(safe.getAsLong(), oldest, newest)) : OptionalLong.empty();
        claim = around.cursors().claim(offer(), name(), fromTheBeginning ? oldest : newest, bounded);
        persisted = claim.cursor();
        moveTo(claim.cursor());
        recovered();
        return true;
    }

    private void follow() {
        Duration rest = around.pause().get();
        if (!rest.isZero()) {
            idle(rest);
            return;
        }
        Pace pace = around.pace().get();
        List<Event> read = around.events().kept(position, pace.batch());
        if (read.isEmpty()) {
            idle(UNTIL_WOKEN);
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
            store.writeNow(Unit.of(around.cursors().moved(claim, position)));
            persisted = position;
        } catch (Conflict e) {
            stop();
        } catch (Unavailable e) {
            log().debug("The cursor of {} is kept later", name(), e);
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
            case LOST -> {}
            case FAILED, REFUSED -> {
                failed(attempt.failure());
                failures++;
                if (failures < attempts) {
                    pause();
                } else if (batch.size() > 1) {
                    log().warn(
                                    "{} failed {} times with {} events, which are now tried one by one: {}",
                                    name(),
                                    failures,
                                    batch.size(),
                                    failure.firstLine());
                    failures = 0;
                    singlyUpTo = upTo;
                } else {
                    setAside(batch.get(0), upTo);
                }
            }
        }
    }

    private void setAside(Event event, long upTo) {
        log().error(
                        "{} failed {} times with event {} ({} {}), which is set aside: {}",
                        name(),
                        failures,
                        event.offset(),
                        event.type(),
                        event.subject(),
                        failure.firstLine());
        try {
            store.writeNow(Unit.of(
                    around.cursors().setAside(name(), event, failures, failure),
                    around.cursors().moved(claim, upTo)));
            persisted = upTo;
            moveTo(upTo);
            recovered();
        } catch (Conflict e) {
            stop();
        }
    }

    private void replayNext() {
        int asked = replaysAsked.get();
        Optional<Cursors.Replay> next = around.cursors().nextReplay(name());
        if (next.isEmpty()) {
            replaysAsked.compareAndSet(asked, 0);
            moved();
            return;
        }
        long letter = next.get().letter();
        Unit done = Unit.of(around.cursors().replayed(letter), around.cursors().held(claim));
        Attempt attempt = attempt(List.of(next.get().event()), done);
        switch (attempt.end()) {
            case KEPT ->
                log().info(
                                "{} handled event {} at last",
                                name(),
                                next.get().event().offset());
            case LOST -> {}
            case FAILED, REFUSED -> store.writeNow(Unit.of(around.cursors().replayFailed(letter, attempt.failure())));
        }
    }

    private Attempt attempt(List<Event> batch, Unit done) {
        return attempt(consumer -> Objects.requireNonNull(consumer.handle(batch), "handle answered null"), done);
    }

    private void moveTo(long offset) {
        position = offset;
        moved();
    }

    private void failed(Failure why) {
        failure = why;
    }

    private void recovered() {
        failures = 0;
        failure = Failure.NONE;
    }

    private void pause() {
        pause(around.pace().get().backoff().apply(Math.max(1, failures)));
    }
}
