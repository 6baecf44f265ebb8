/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.allmende.api.lease.Generations.Drained;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.lease.Unavailable;

/**
 * The table of what is offered, how it is switched, and how what left it is drained. Knows nothing of bundles.
 *
 * <p>A switch makes a new table and publishes it by one volatile write, then closes the turnstiles of the table and the
 * seats that it replaces, in this order: who is refused by a closed turnstile therefore always finds a newer table.
 * Thread-safe; readers take no lock.
 */
final class Lending implements Leases {

    private static final System.Logger LOG = System.getLogger(Lending.class.getName());

    /** How long those who were interrupted at the limit are given to leave. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(500);

    private final Tallies tallies = new Tallies();
    private final Turnstile.Steps steps;
    private final ReentrantLock switching = new ReentrantLock();
    private final Condition switched = switching.newCondition();
    /** Tables that somebody may still hold a snapshot of. Guarded by {@link #switching}. */
    private final Set<Table> retired = new HashSet<>();

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Table current;

    Lending(Turnstile.Steps steps) {
        this.steps = steps;
        this.current = Table.first(new Turnstile(steps));
    }

    Table current() {
        return current;
    }

    /** Tells a test that a table was read and something in it is about to be entered. */
    void tableRead() {
        steps.tableRead();
    }

    /** A turnstile for a new seat. */
    Turnstile turnstile() {
        return new Turnstile(steps);
    }

    /**
     * Switches: {@code out} go, {@code in} come, {@code missed} are expected back at once.
     *
     * @return what is to be awaited before the services of {@code out} may be stopped
     */
    Drain change(
            Collection<? extends Seat<?>> out, Collection<? extends Seat<?>> in, Collection<Table.Vacancy> missed) {
        Drain drain;
        switching.lock();
        try {
            Table before = current;
            current = before.next(out, in, missed, turnstile());
            before.requests().close();
            out.forEach(seat -> seat.calls().close());
            retired.removeIf(table -> table.requests().inside() == 0);
            retired.add(before);
            drain = new Drain(
                    List.copyOf(out),
                    retired.stream().filter(table -> table.has(out)).toList());
            switched.signalAll();
        } finally {
            switching.unlock();
        }
        listeners.forEach(Lending::tell);
        return drain;
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A listener failed on a switch of generations; the switch stands", e);
        }
    }

    /**
     * Waits for a newer table than {@code seen}, at most {@code nanos}.
     *
     * @return whether there is one
     */
    boolean awaitChange(Table seen, long nanos) throws InterruptedException {
        switching.lock();
        try {
            long left = nanos;
            while (current == seen && left > 0) {
                left = switched.awaitNanos(left);
            }
            return current != seen;
        } finally {
            switching.unlock();
        }
    }

    @Override
    public Snapshot open() {
        while (true) {
            Table table = current;
            long wait = table.wait(vacancy -> true);
            if (wait > 0 && changesWithin(table, wait)) {
                continue;
            }
            steps.tableRead();
            int ticket = table.requests().enter();
            if (ticket != Turnstile.REFUSED) {
                return new Held(table, ticket);
            }
        }
    }

    /** The table that {@link #change} would make, for nobody but the caller. What it shares with the current one is held. */
    Snapshot ahead(Collection<? extends Seat<?>> out, Collection<? extends Seat<?>> in) {
        Snapshot now = open();
        Table ahead = current.next(out, in, List.of(), turnstile());
        return new Held(ahead, ahead.requests().enter()) {
            @Override
            public void close() {
                super.close();
                now.close();
            }
        };
    }

    /** As {@link #awaitChange}; whoever is interrupted waits no longer and keeps the interrupt. */
    boolean changesWithin(Table table, long nanos) {
        try {
            return awaitChange(table, nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public <T> List<Offer<T>> offers(Class<T> kind) {
        return List.copyOf(current.seats(kind));
    }

    @Override
    public <T> Optional<Lease<T>> enter(Offer<T> offer) {
        if (!(offer instanceof Seat<T> seat)) {
            throw new IllegalArgumentException("an offer of another maker: " + offer);
        }
        int ticket = seat.calls().enter();
        return ticket == Turnstile.REFUSED ? Optional.empty() : Optional.of(new Call<>(seat, ticket));
    }

    @Override
    public void ended(Offer<?> offer, boolean failed) {
        tallies.ended(offer, failed);
    }

    Tallies tallies() {
        return tallies;
    }

    @Override
    public AutoCloseable listen(Runnable changed) {
        listeners.add(changed);
        return () -> listeners.remove(changed);
    }

    /** Runs {@code work} while what the calling thread holds of tables is not waited for. */
    <T> T aside(Callable<T> work) throws Exception {
        List<Turnstile> tables = new ArrayList<>();
        List<Integer> times = new ArrayList<>();
        switching.lock();
        try {
            retired.forEach(table -> tables.add(table.requests()));
            tables.add(current.requests());
        } finally {
            switching.unlock();
        }
        tables.forEach(table -> times.add(table.countOutOwn()));
        try {
            return work.call();
        } finally {
            for (int i = 0; i < tables.size(); i++) {
                tables.get(i).countIn(times.get(i));
            }
        }
    }

    /** A table, held still. */
    private static class Held implements Snapshot {

        private final Table table;
        private final int ticket;
        private boolean closed;

        Held(Table table, int ticket) {
            this.table = table;
            this.ticket = ticket;
        }

        @Override
        public long number() {
            return table.number();
        }

        @Override
        public <T> List<Offer<T>> offers(Class<T> kind) {
            return List.copyOf(table.seats(kind));
        }

        @Override
        public <V> V derived(Class<V> type, Function<Snapshot, V> compute) {
            return table.derived(type, () -> compute.apply(this));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                table.requests().leave(ticket);
            }
        }
    }

    /** One seat, held. */
    private static final class Call<T> implements Lease<T> {

        private final Seat<T> seat;
        private final int ticket;
        private final AtomicBoolean closed = new AtomicBoolean();

        Call(Seat<T> seat, int ticket) {
            this.seat = seat;
            this.ticket = ticket;
        }

        @Override
        public T service() {
            if (closed.get()) {
                throw new IllegalStateException("the lease of " + seat + " has been closed");
            }
            return seat.service();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                seat.calls().leave(ticket);
            }
        }
    }

    /** What a switch left behind. */
    final class Drain {

        private final List<Seat<?>> seats;
        private final List<Table> tables;
        private final int calls;

        private Drain(List<Seat<?>> seats, List<Table> tables) {
            this.seats = seats;
            this.tables = tables;
            this.calls = inside();
        }

        /**
         * Waits until all calls into the seats, and all requests that may make some, have ended. At the limit they are
         * interrupted, what is pending is failed with {@link Unavailable}, and the services are taken out.
         */
        Drained await(Duration limit) {
            long begun = System.nanoTime();
            int broken = 0;
            boolean interrupted = false;
            try {
                if (!allLeft(begun + limit.toNanos())) {
                    broken = breakUp();
                }
            } catch (InterruptedException e) {
                // The way on is to finish at once: whoever waits for the drain is told to stop.
                interrupted = true;
                broken = breakUpNow();
            } finally {
                forget();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return new Drained(calls, broken, Duration.ofNanos(System.nanoTime() - begun));
        }

        private int inside() {
            long inside = 0;
            for (Seat<?> seat : seats) {
                inside += seat.calls().inside();
            }
            for (Table table : tables) {
                inside += table.requests().inside();
            }
            return Math.toIntExact(inside);
        }

        private boolean allLeft(long deadline) throws InterruptedException {
            boolean left = true;
            for (Seat<?> seat : seats) {
                left &= seat.calls().awaitEmpty(deadline);
            }
            for (Table table : tables) {
                left &= table.requests().awaitEmpty(deadline);
            }
            return left;
        }

        private int breakUp() throws InterruptedException {
            int broken = breakUpNow();
            allLeft(System.nanoTime() + GRACE);
            return broken;
        }

        private int breakUpNow() {
            int broken = inside();
            seats.forEach(Seat::breakUp);
            tables.forEach(table -> table.requests().interrupt());
            return broken;
        }

        private void forget() {
            seats.forEach(Seat::empty);
            switching.lock();
            try {
                retired.removeAll(tables);
            } finally {
                switching.unlock();
            }
        }
    }
}
