/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.allmende.api.gate.Gate;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;

/** Some gates as they are lent out; counts who is inside. One of them can be swapped away between snapshot and entering. */
final class Offers implements Leases {

    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger snapshots = new AtomicInteger();
    private final List<GateOffer> gates = new ArrayList<>();
    private volatile String swapped = "";

    Offers with(String feature, Gate gate) {
        gates.add(new GateOffer(feature, gate));
        return this;
    }

    /** The next attempt to enter this feature's gate is refused once, as if it had just been swapped. */
    Offers swapping(String feature) {
        swapped = feature;
        return this;
    }

    @Override
    public Snapshot open() {
        snapshots.incrementAndGet();
        return new Snapshot() {
            @Override
            public long number() {
                return 1;
            }

            @Override
            @SuppressWarnings("unchecked")
            public <T> List<Offer<T>> offers(Class<T> kind) {
                return (List<Offer<T>>) (List<?>) List.copyOf(gates);
            }

            @Override
            public <V> V derived(Class<V> type, Function<Snapshot, V> compute) {
                return compute.apply(this);
            }

            @Override
            public void close() {
                snapshots.decrementAndGet();
            }
        };
    }

    @Override
    public <T> List<Offer<T>> offers(Class<T> kind) {
        return List.of();
    }

    @Override
    public <T> Optional<Lease<T>> enter(Offer<T> offer) {
        if (offer.feature().equals(swapped)) {
            swapped = "";
            return Optional.empty();
        }
        inside.incrementAndGet();
        return Optional.of(new Lease<>() {
            @Override
            public T service() {
                return offer.service();
            }

            @Override
            public void close() {
                inside.decrementAndGet();
            }
        });
    }

    @Override
    public void ended(Offer<?> offer, boolean failed) {
        // Nobody is watched here.
    }

    @Override
    public AutoCloseable listen(Runnable changed) {
        return () -> {};
    }

    private record GateOffer(String feature, Gate service) implements Offer<Gate> {

        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public long generation() {
            return 1;
        }

        @Override
        public Map<String, Object> properties() {
            return Map.of();
        }
    }
}
