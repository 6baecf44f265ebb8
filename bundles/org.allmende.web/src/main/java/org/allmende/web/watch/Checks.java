/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks every part how it is, all at once, each for a second at most. Thread-safe. */
@Component(service = Checks.class)
public final class Checks {

    private static final long PATIENCE_MILLIS = 1_000;

    private final Leases leases;
    private final Store store;

    @Activate
    public Checks(@Reference Leases leases, @Reference Store store) {
        this.leases = leases;
        this.store = store;
    }

    public List<Health> all() {
        List<String> parts = new ArrayList<>();
        List<CompletableFuture<Health>> asked = new ArrayList<>();
        parts.add("store");
        asked.add(ask(this::store));
        for (Offer<HealthCheck> offer : leases.offers(HealthCheck.class)) {
            String feature = offer.feature();
            parts.add(feature);
            asked.add(ask(() -> asked(offer)));
        }
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        List<Health> answers = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            Health health = answer(asked.get(i), parts.get(i), until);
            if (health != GONE) {
                answers.add(
                        health.part().isEmpty() ? new Health(health.level(), parts.get(i), health.detail()) : health);
            }
        }
        return answers;
    }

    /** Of an offer that was closed while it was to be asked: no longer a part. */
    private static final Health GONE = Health.good("gone");

    public static Health.Level worst(List<Health> all) {
        return all.stream().map(Health::level).max(Enum::compareTo).orElse(Health.Level.GOOD);
    }

    private Health asked(Offer<HealthCheck> offer) {
        Optional<Lease<HealthCheck>> entered = leases.enter(offer);
        if (entered.isEmpty()) {
            return GONE;
        }
        try (Lease<HealthCheck> lease = entered.get()) {
            return lease.service().check();
        }
    }

    private Health store() {
        long one = store.read(reader -> reader.count(Statement.of("SELECT 1")));
        return one == 1 ? Health.good("store") : Health.bad("store", "A query was answered wrongly.");
    }

    private static CompletableFuture<Health> ask(java.util.function.Supplier<Health> question) {
        CompletableFuture<Health> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("health").start(() -> {
            try {
                answer.complete(question.get());
            } catch (Throwable e) { // a feature's; kept as text, so that it pins nothing
                answer.completeExceptionally(new IllegalStateException(e.toString()));
            }
        });
        return answer;
    }

    private static Health answer(CompletableFuture<Health> asked, String part, long until) {
        try {
            return asked.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Health.bad(part, "It did not answer within a second.");
        } catch (ExecutionException e) {
            return Health.bad(part, "It failed: " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.bad(part, "The question was interrupted.");
        }
    }
}
