/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
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
 * Attends to one offer of one generation, step by step, on a virtual thread of its own.
 *
 * <p>The effects of a call are kept in one unit with the fact that it is done, under a lease that is held until both are on
 * disk, so a drained generation has no effects under way. That unit is fenced: it is in conflict once somebody else has claimed
 * the work. An attendant ends when its lease is refused, when it has lost its claim, or when told to.
 *
 * <p>What is {@code protected} is for its own thread, the rest for any.
 *
 * @param <T> the kind of offer
 */
public abstract class Attendant<T> {

    /**
     * What belongs to all attendants of a kind.
     *
     * @param movement is told when one has moved on or ended
     */
    public record Ground(Leases leases, Store store, Movement movement) {}

    /** What is asked of the service, under a lease. */
    @FunctionalInterface
    protected interface Call<T> {
        Unit on(T service) throws Exception;
    }

    private final Logger log = LoggerFactory.getLogger(getClass());
    private final Ground ground;
    private final Offer<T> offer;
    private final String name;
    private final Signal signal = new Signal();
    /** What there is to do must not shorten a pause, only the end does. */
    private final Signal stopping = new Signal();

    private volatile Thread thread;
    private volatile boolean stopped;
    private volatile boolean ended;

    /** @param name what the service calls itself; none other of the kind has it */
    protected Attendant(Ground ground, Offer<T> offer, String name) {
        this.ground = ground;
        this.offer = offer;
        this.name = name;
    }

    /** What is done next, or a wait until there is something. Called again and again; ends with {@link #stop}. */
    protected abstract void step();

    /** Whether nobody else has claimed the work since. */
    protected abstract boolean holdsClaim();

    /** The last thing it does, unless a step has thrown. */
    protected void leave() {}

    final void start() {
        thread = Thread.ofVirtual()
                .name("allmende-" + getClass().getSimpleName().toLowerCase(Locale.ROOT) + "-" + name)
                .inheritInheritableThreadLocals(false)
                .start(this::run);
    }

    /** Has it look whether there is something to do. */
    public final void wake() {
        signal.raise();
    }

    /** Ends it after what it has in hand. */
    public final void stop() {
        stopped = true;
        stopping.raise();
        signal.raise();
    }

    final void join(Duration atMost) throws InterruptedException {
        thread.join(atMost);
    }

    public final String name() {
        return name;
    }

    public final String feature() {
        return offer.feature();
    }

    /** Whether it attends to this offer and has not ended. */
    final boolean serves(Offer<T> other) {
        return !ended && offer.equals(other);
    }

    public final boolean isEnded() {
        return ended;
    }

    private void run() {
        try {
            while (!stopped) {
                step();
            }
            leave();
        } catch (RuntimeException | Error e) {
            log.error("What attends to {} ended; it begins again with the next look at what is offered", name, e);
        } finally {
            ended = true;
            moved();
        }
    }

    protected final Logger log() {
        return log;
    }

    protected final Offer<T> offer() {
        return offer;
    }

    protected final boolean isStopped() {
        return stopped;
    }

    protected final void moved() {
        ground.movement().tell();
    }

    /** Waits until woken, at most so long. */
    protected final void idle(Duration atMost) {
        signal.await(atMost);
    }

    /** Waits so long, whatever there is to do. */
    protected final void pause(Duration length) {
        if (!stopped && !length.isZero()) {
            stopping.await(length);
        }
    }

    /** Counts in; ends the attendant if the generation is closed. */
    protected final Optional<Lease<T>> enter() {
        Optional<Lease<T>> entered = ground.leases().enter(offer);
        if (entered.isEmpty()) {
            stop();
        }
        return entered;
    }

    /**
     * Calls the service and keeps its effects together with {@code done}.
     *
     * @param done in conflict if somebody else has claimed the work
     * @throws Unavailable if the store can't keep it now, which is not the service's fault
     */
    protected final Attempt attempt(Call<T> call, Unit done) {
        Optional<Lease<T>> entered = enter();
        if (entered.isEmpty()) {
            return Attempt.LOST;
        }
        try (Lease<T> lease = entered.get()) {
            Unit effects;
            try {
                effects = call.on(lease.service());
            } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                ground.leases().ended(offer, true);
                return Attempt.failed(Attempt.End.FAILED, e);
            }
            Attempt attempt = keep(effects, done);
            ground.leases().ended(offer, attempt.end() == Attempt.End.REFUSED);
            return attempt;
        } finally {
            // an interrupt was meant for the call that is over now
            Thread.interrupted();
        }
    }

    private Attempt keep(Unit effects, Unit done) {
        try {
            ground.store().writeNow(effects.and(done));
            return Attempt.KEPT;
        } catch (Duplicate e) {
            // its effects are there already, under the key that it gave them
            return keep(Unit.nothing(), done);
        } catch (Conflict | IllegalArgumentException e) {
            if (holdsClaim()) {
                return Attempt.failed(Attempt.End.REFUSED, e);
            }
            stop();
            return Attempt.LOST;
        }
    }
}
