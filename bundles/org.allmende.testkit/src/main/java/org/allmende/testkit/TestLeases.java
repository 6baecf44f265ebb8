/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;

/** Offers what a test wants to be offered, one by one: there are no snapshots. Swaps as the runtime does. Thread-safe. */
public final class TestLeases implements Leases {

    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final List<Given<?>> given = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong generations = new AtomicLong();

    public <T> Given<T> offer(Class<T> kind, T service) {
        Given<T> offer = new Given<>(kind, service, generations.incrementAndGet());
        given.add(offer);
        listeners.forEach(Runnable::run);
        return offer;
    }

    /** As a switch does: the one is closed and drained, then the other is offered. */
    public <T> Given<T> swap(Given<T> before, T service) {
        withdraw(before);
        return offer(before.kind, service);
    }

    /** Offers it no more, and waits for the calls that are inside it. */
    public void withdraw(Given<?> offer) {
        synchronized (offer) {
            offer.closed = true;
            while (offer.inside > 0) {
                try {
                    offer.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        given.remove(offer);
        listeners.forEach(Runnable::run);
    }

    @Override
    public Snapshot open() {
        throw new UnsupportedOperationException("the test kit offers one by one");
    }

    @Override
    public <T> List<Offer<T>> offers(Class<T> kind) {
        return given.stream()
                .filter(offer -> offer.kind == kind)
                .<Offer<T>>map(TestLeases::as)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static <T> Offer<T> as(Given<?> offer) {
        return (Offer<T>) offer;
    }

    @Override
    public void ended(Offer<?> offer, boolean failed) {
        ended.add(offer.label() + (failed ? " failed" : ""));
    }

    /** What callers told of their calls, in order. */
    public List<String> ended() {
        return List.copyOf(ended);
    }

    @Override
    public <T> Optional<Lease<T>> enter(Offer<T> offer) {
        Given<T> it = (Given<T>) offer;
        synchronized (it) {
            if (it.closed) {
                return Optional.empty();
            }
            it.inside++;
        }
        return Optional.of(new Lease<>() {
            @Override
            public T service() {
                return it.service;
            }

            @Override
            public void close() {
                synchronized (it) {
                    it.inside--;
                    it.notifyAll();
                }
            }
        });
    }

    @Override
    public AutoCloseable listen(Runnable changed) {
        listeners.add(changed);
        return () -> listeners.remove(changed);
    }

    /** One offer. */
    public static final class Given<T> implements Offer<T> {

        private final Class<T> kind;
        private final T service;
        private final long generation;
        private boolean closed;
        private int inside;

        private Given(Class<T> kind, T service, long generation) {
            this.kind = kind;
            this.service = service;
            this.generation = generation;
        }

        @Override
        public String feature() {
            return "test";
        }

        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public long generation() {
            return generation;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of();
        }

        @Override
        public T service() {
            return service;
        }
    }
}
