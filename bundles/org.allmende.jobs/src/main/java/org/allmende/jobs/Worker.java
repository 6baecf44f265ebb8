/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.io.PrintWriter;
import java.io.StringWriter;
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
 * Does what is due for one job of one generation, one thing after the other, on a virtual thread of its own.
 *
 * <p>The effects of a run are kept in one unit with the fact that it is done, while the lease is held. A recurring time only
 * ever follows a later one: after a jump of the clock forward the job runs once, for the newest time that has passed; after a
 * jump backward it waits. It ends when the lease is refused, when somebody else has claimed the job, or when told to.
 */
final class Worker implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    /** Recurring times that were missed and are passed over one by one to find the newest. */
    private static final int MISSED = 100_000;
    /** Lines of a failure that are kept: the first ones tell where. */
    private static final int FAILURE_LINES = 8;

    /** What belongs to all workers. */
    record Surroundings(Store store, Ledger ledger, Leases leases, Clock clock, Supplier<Pace> pace, Runnable looked) {}

    private final Surroundings around;
    private final Offer<Job> offer;
    private final String name;
    private final Signal signal = new Signal();
    private final Signal stopping = new Signal();
    private final Thread thread;
    private final AtomicLong asked = new AtomicLong(1);

    private volatile long looked;
    private volatile boolean stopped;
    private volatile boolean ended;
    private Ledger.Claim claim;

    Worker(Surroundings around, Offer<Job> offer, String name) {
        this.around = around;
        this.offer = offer;
        this.name = name;
        this.thread = Thread.ofVirtual()
                .name("allmende-job-" + name)
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** @return what {@link #hasLooked} is to be asked with */
    long wake() {
        long number = asked.incrementAndGet();
        signal.raise();
        return number;
    }

    /** Whether it has since found nothing more to do. */
    boolean hasLooked(long number) {
        return ended || looked >= number;
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

    /** Whether it works for this offer and has not ended. */
    boolean serves(Offer<Job> other) {
        return !ended && offer.equals(other);
    }

    boolean isEnded() {
        return ended;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                step();
            }
        } catch (RuntimeException | Error e) {
            log.error("The worker of {} ended; it begins again with the next look at the jobs", name, e);
        } finally {
            ended = true;
            around.looked().run();
        }
    }

    private void step() {
        try {
            if (claim == null) {
                claim = around.ledger().claim(offer, name);
            }
            long number = asked.get();
            Instant now = around.clock().instant();
            Optional<Instant> recurring = recur(now);
            Optional<Instant> task = stopped ? Optional.empty() : work(now);
            if (stopped
                    || recurring.isPresent() && !recurring.get().isAfter(now)
                    || task.isPresent() && !task.get().isAfter(now)) {
                return;
            }
            looked = number;
            around.looked().run();
            sleep(now, recurring, task);
        } catch (Unavailable e) {
            log.debug("The store can't say what is due for {}", name, e);
            stopping.await(Duration.ofSeconds(1));
        }
    }

    private void sleep(Instant now, Optional<Instant> recurring, Optional<Instant> task) {
        Instant latest = now.plus(around.pace().get().look());
        Instant next = earlier(earlier(latest, recurring), task);
        signal.await(Duration.between(now, next));
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
        if (due.isEmpty() || due.get().isAfter(now)) {
            return due;
        }
        if (recurring.attempts() > 0 && recurring.nextTry().isAfter(now)) {
            return Optional.of(recurring.nextTry());
        }
        Due what = new Due("", due.get(), "");
        String failure = run(what, around.ledger().recurringDone(claim, due.get()), () -> true);
        if (!failure.isEmpty()) {
            int attempts = recurring.attempts() + 1;
            if (attempts < around.pace().get().attempts()) {
                keep(around.ledger()
                        .recurringFailed(
                                claim,
                                attempts,
                                now.plus(around.pace().get().backoff().apply(attempts)),
                                failure));
            } else {
                log.error(
                        "{} failed {} times for {}, which is set aside: {}",
                        name,
                        attempts,
                        due.get(),
                        firstLine(failure));
                keep(around.ledger().recurringSetAside(claim, due.get(), attempts, failure));
            }
        }
        return Optional.of(now);
    }

    /** The newest recurring time up to {@code now}, else the next one after it. */
    private Optional<Instant> newestDue(Instant last, Instant now) {
        Optional<Lease<Job>> entered = around.leases().enter(offer);
        if (entered.isEmpty()) {
            stopped = true;
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
            log.error("{} can't say when it recurs; it is asked again: {}", name, firstLine(text(e)));
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
        String failure = run(task.due(), around.ledger().taskDone(claim, task), () -> around.ledger()
                .isThere(claim, task));
        if (!failure.isEmpty()) {
            int attempts = task.attempts() + 1;
            boolean forGood = attempts >= around.pace().get().attempts();
            if (forGood) {
                log.error(
                        "{} failed {} times with the task {}, which is set aside: {}",
                        name,
                        attempts,
                        task.due().key(),
                        firstLine(failure));
            }
            Instant next =
                    forGood ? now : now.plus(around.pace().get().backoff().apply(attempts));
            keep(around.ledger().taskFailed(claim, task, forGood, next, failure));
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
    private String run(Due due, Unit done, BooleanSupplier still) {
        Optional<Lease<Job>> entered = around.leases().enter(offer);
        if (entered.isEmpty()) {
            stopped = true;
            return "";
        }
        try (Lease<Job> lease = entered.get()) {
            Unit effects;
            try {
                effects = Objects.requireNonNull(lease.service().run(due), "run answered null");
            } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                return text(e);
            }
            return keep(effects, done, still);
        } finally {
            // an interrupt was meant for the call that is over now
            Thread.interrupted();
        }
    }

    private String keep(Unit effects, Unit done, BooleanSupplier still) {
        try {
            around.store().writeNow(effects.and(done));
            return "";
        } catch (Duplicate e) {
            // its effects are there already, under the key that it gave them
            return keep(Unit.nothing(), done, still);
        } catch (Conflict | IllegalArgumentException e) {
            if (!around.ledger().holds(claim)) {
                stopped = true;
                return "";
            }
            return still.getAsBoolean() ? text(e) : "";
        }
    }

    /** Keeps what became of a failure; a task that was replaced meanwhile begins anew. */
    private void keep(Unit unit) {
        try {
            around.store().writeNow(unit);
        } catch (Conflict e) {
            if (!around.ledger().holds(claim)) {
                stopped = true;
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
