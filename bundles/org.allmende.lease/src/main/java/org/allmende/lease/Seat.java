/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Unavailable;

/**
 * One service under one kind, as long as its generation has it: who offers it, the service, and who is calling it.
 *
 * <p>It is in the table first and leaves the table first: it is only closed once no table that can still be read has it.
 * After {@link #empty} nothing here reaches the service's class loader. Thread-safe.
 */
final class Seat<T> implements Offer<T> {

    private final Kind kind;
    private final Provider provider;
    private final Map<String, Object> properties;
    private final int ranking;
    private final long age;
    private final Turnstile calls;
    private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();
    private volatile T service;
    private volatile boolean broken;

    /**
     * Who offers.
     *
     * @param bundle its symbolic name
     * @param part tells the provider's services of one kind apart, over a restart of the service
     */
    record Provider(String feature, String version, long generation, String bundle, String part) {}

    Seat(
            Kind kind,
            Provider provider,
            T service,
            Map<String, Object> properties,
            int ranking,
            long age,
            Turnstile calls) {
        this.kind = kind;
        this.provider = provider;
        this.service = service;
        this.properties = Map.copyOf(properties);
        this.ranking = ranking;
        this.age = age;
        this.calls = calls;
    }

    @Override
    public String feature() {
        return provider.feature();
    }

    @Override
    public String version() {
        return provider.version();
    }

    @Override
    public long generation() {
        return provider.generation();
    }

    @Override
    public Map<String, Object> properties() {
        return properties;
    }

    @Override
    public T service() {
        T there = service;
        if (there == null) {
            throw new Unavailable(gone());
        }
        return there;
    }

    Kind kind() {
        return kind;
    }

    Provider provider() {
        return provider;
    }

    Turnstile calls() {
        return calls;
    }

    /** By ranking, highest first, then by age: the order in which providers are iterated. */
    static int order(Seat<?> one, Seat<?> other) {
        int byRanking = Integer.compare(other.ranking, one.ranking);
        return byRanking != 0 ? byRanking : Long.compare(one.age, other.age);
    }

    /**
     * Hands out a copy of {@code stage}, and keeps the call counted until that is complete. The copy is failed if the drain
     * reaches its limit first. The thread must have {@link Turnstile#step stepped} out.
     */
    <V> CompletableFuture<V> lend(CompletionStage<V> stage) {
        CompletableFuture<V> copy = new CompletableFuture<>();
        pending.add(copy);
        // Whoever completes the copy, be it the provider, the drain or the caller by cancelling it, ends the call.
        copy.whenComplete((value, failure) -> {
            pending.remove(copy);
            calls.finish();
        });
        if (broken) {
            copy.completeExceptionally(new Unavailable(gone()));
        }
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                copy.complete(value);
            } else {
                copy.completeExceptionally(failure);
            }
        });
        return copy;
    }

    /** At the drain's limit: fails what is pending and interrupts who is inside. */
    void breakUp() {
        broken = true;
        Unavailable why = new Unavailable(gone());
        for (CompletableFuture<?> stage : Set.copyOf(pending)) {
            stage.completeExceptionally(why);
        }
        calls.interrupt();
    }

    /** Lets go of the service. */
    void empty() {
        service = null;
    }

    String gone() {
        return provider.feature() + " " + provider.version() + " was taken away before it had answered; ask again";
    }

    @Override
    public String toString() {
        return kind.name() + " of " + label();
    }
}
