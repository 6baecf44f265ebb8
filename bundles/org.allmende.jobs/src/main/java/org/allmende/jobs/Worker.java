/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.allmende.api.job.Due;
import org.allmende.api.job.Job;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Offer;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Unavailable;
import org.allmende.api.store.Unit;
import org.allmende.attendance.Attempt;
import org.allmende.attendance.Attendant;
import org.allmende.attendance.Failure;

/**
 * Does what is due for one job of one generation, one thing after the other.
 *
 * <p>The effects of a run are kept in one unit with the fact that it is done. A recurring time only ever follows a later one:
 * after a jump of the clock forward the job runs once, for the newest time that has passed; after a jump backward it waits.
 */
final class Worker extends Attendant<Job> {

    /** Recurring times that were missed and are passed over one by one to find the newest. */
    private static final int MISSED = 100_000;

    /** What belongs to all workers. */
    record Surroundings(Attendant.Ground ground, Ledger ledger, Clock clock, Supplier<Pace> pace) {}

    private final Surroundings around;
    private final AtomicLong asked = new AtomicLong(1);
    private volatile long looked;
    private volatile boolean hurried;
    private volatile Optional<Instant> next = Optional.empty();
    private Ledger.Claim claim;

    Worker(Surroundings around, Offer<Job> offer, String name) {
        super(around.ground(), offer, name);
        this.around = around;
    }

    /**
     * Has it look at the clock.
     *
     * @return what {@link #hasLooked} is to be asked with
     */
    long look() {
        long number = asked.incrementAndGet();
        wake();
        return number;
    }

    /** Whether it has since found nothing more to do. */
    boolean hasLooked(long number) {
        return isEnded() || looked >= number;
    }

    /** Does the recurring part once, now, if it has one; then it goes on as it would have. */
    void hurry() {
        hurried = true;
        look();
    }

    /** When it recurs next, as it said when it was last asked; empty if it does not recur. */
    Optional<Instant> next() {
        return next;
    }

    @Override
    protected boolean holdsClaim() {
        return around.ledger().holds(claim);
    }

    /** Under a lease: outside, a generation that is gone by then would take the right from the next. */
    private boolean claim() {
        Optional<Lease<Job>> entered = enter();
        entered.ifPresent(lease -> {
            try (lease) {
                claim = around.ledger().claim(offer(), name());
            }
        });
        return entered.isPresent();
    }

    @Override
    protected void step() {
        try {
            if (claim == null && !claim()) {
                return;
            }
            long number = asked.get();
            Instant now = around.clock().instant();
            Optional<Instant> recurring = recur(now);
            Optional<Instant> task = isStopped() ? Optional.empty() : work(now);
            if (isStopped()
                    || recurring.isPresent() && !recurring.get().isAfter(now)
                    || task.isPresent() && !task.get().isAfter(now)) {
                return;
            }
            looked = number;
            moved();
            sleep(now, recurring, task);
        } catch (Unavailable e) {
            log().debug("The store can't say what is due for {}", name(), e);
            pause(Duration.ofSeconds(1));
        }
    }

    private void sleep(Instant now, Optional<Instant> recurring, Optional<Instant> task) {
        Instant latest = now.plus(around.pace().get().look());
        Instant next = earlier(earlier(latest, recurring), task);
        idle(Duration.between(now, next));
    }

    private static Instant earlier(Instant one, Optional<Instant> other) {
        return other.filter(it -> it.isBefore(one)).orElse(one);
    }

    /**
     * Runs for the newest recurring time that has passed.
     *
     * @return when to look again; not after {@code now} if it ran
     */
    private Optional<Instant> recur(Instant now) {
        Ledger.Recurring recurring = around.ledger().recurring(claim);
        Optional<Instant> due = newestDue(recurring.last(), now);
        next = due;
        boolean hurry = hurried(due, recurring.last(), now);
        if (hurry && due.get().isAfter(now)) {
            due = Optional.of(now);
        }
        if (due.isEmpty() || due.get().isAfter(now)) {
            return due;
        }
        if (!hurry && recurring.attempts() > 0 && recurring.nextTry().isAfter(now)) {
            return Optional.of(recurring.nextTry());
        }
        Due what = new Due("", due.get(), "");
        Optional<Failure> failure = run(what, around.ledger().recurringDone(claim, due.get()), () -> true);
        if (failure.isPresent()) {
            int attempts = recurring.attempts() + 1;
            if (attempts < around.pace().get().attempts()) {
                keep(around.ledger()
                        .recurringFailed(
                                claim,
                                attempts,
                                now.plus(around.pace().get().backoff().apply(attempts)),
                                failure.get()));
            } else {
                log().error(
                                "{} failed {} times for {}, which is set aside: {}",
                                name(),
                                attempts,
                                due.get(),
                                failure.get().firstLine());
                keep(around.ledger().recurringSetAside(claim, due.get(), attempts, failure.get()));
            }
        }
        return Optional.of(now);
    }

    /** Takes the wish to hurry, once it can be granted: this look may have begun before it was made. */
    private boolean hurried(Optional<Instant> due, Instant last, Instant now) {
        if (!hurried || due.isPresent() && !last.isBefore(now)) {
            return false;
        }
        hurried = false;
        return due.isPresent();
    }

    /** The newest recurring time up to {@code now}, else the next one after it. */
    private Optional<Instant> newestDue(Instant last, Instant now) {
        Optional<Lease<Job>> entered = enter();
        if (entered.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<Job> lease = entered.get()) {
            Optional<Instant> due = after(lease.service(), last);
            for (int i = 0; i < MISSED && due.isPresent() && due.get().isBefore(now); i++) {
                Optional<Instant> next = after(lease.service(), due.get());
                if (next.isEmpty() || next.get().isAfter(now)) {
                    break;
                }
                due = next;
            }
            return due;
        } catch (RuntimeException | LinkageError e) {
            log().error(
                            "{} can't say when it recurs; it is asked again: {}",
                            name(),
                            Failure.of(e).firstLine());
            return Optional.empty();
        } finally {
            Thread.interrupted();
        }
    }

    private static Optional<Instant> after(Job job, Instant previous) {
        Optional<Instant> next = job.next(previous).map(it -> Instant.ofEpochMilli(it.toEpochMilli()));
        if (next.isPresent() && !next.get().isAfter(previous)) {
            throw new IllegalStateException("the next time after " + previous + " can't be " + next.get());
        }
        return next;
    }

    /**
     * Does the first task whose time has come.
     *
     * @return when to look again; not after {@code now} if it did one
     */
    private Optional<Instant> work(Instant now) {
        Optional<Ledger.Waiting> first = around.ledger().firstTask(claim);
        if (first.isEmpty() || first.get().nextTry().isAfter(now)) {
            return first.map(Ledger.Waiting::nextTry);
        }
        Ledger.Waiting task = first.get();
        Optional<Failure> failure = run(task.due(), around.ledger().taskDone(claim, task), () -> around.ledger()
                .isThere(claim, task));
        if (failure.isPresent()) {
            int attempts = task.attempts() + 1;
            boolean forGood = attempts >= around.pace().get().attempts();
            if (forGood) {
                log().error(
                                "{} failed {} times with the task {}, which is set aside: {}",
                                name(),
                                attempts,
                                task.due().key(),
                                failure.get().firstLine());
            }
            Instant next =
                    forGood ? now : now.plus(around.pace().get().backoff().apply(attempts));
            keep(around.ledger().taskFailed(claim, task, forGood, next, failure.get()));
        }
        return Optional.of(now);
    }

    /**
     * Runs the job and keeps its effects together with {@code done}.
     *
     * @param still whether what it ran for is still to be done; else a conflict is no failure
     * @return how it failed; empty if it did not, or is not to be done any more
     * @throws Unavailable if the store can't keep it now, which is not the job's fault
     */
    private Optional<Failure> run(Due due, Unit done, BooleanSupplier still) {
        Attempt attempt = attempt(job -> Objects.requireNonNull(job.run(due), "run answered null"), done);
        return switch (attempt.end()) {
            case KEPT, LOST -> Optional.empty();
            case FAILED -> Optional.of(attempt.failure());
            case REFUSED -> still.getAsBoolean() ? Optional.of(attempt.failure()) : Optional.empty();
        };
    }

    /** Keeps what became of a failure; a task that was replaced meanwhile begins anew. */
    private void keep(Unit unit) {
        try {
            around.ground().store().writeNow(unit);
        } catch (Conflict e) {
            if (!holdsClaim()) {
                stop();
            }
        }
    }
}
