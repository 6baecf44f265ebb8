/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allmende.api.event.Consumer;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one {@link Follower} for each consumer that is offered, none for those that are gone. Thread-safe. */
final class Followers {

    private static final Logger log = LoggerFactory.getLogger(Followers.class);

    /** How long those who are told to stop get for the batch they have in hand. */
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private final Leases leases;
    private final Follower.Surroundings around;
    private final Map<String, Follower> byConsumer = new ConcurrentHashMap<>();
    private final ReentrantLock refreshing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private boolean closed;

    Followers(Follower.Surroundings around) {
        this.leases = around.leases();
        this.around = new Follower.Surroundings(
                around.store(),
                around.events(),
                around.cursors(),
                leases,
                around.pace(),
                around.pause(),
                this::tellMoved);
    }

    /** Looks at what is offered: begins to follow for who is new, ends for who is gone. */
    void refresh() {
        refreshing.lock();
        try {
            if (closed) {
                return;
            }
            Set<String> there = new HashSet<>();
            for (Offer<Consumer> offer : newestFirst()) {
                if (isServed(offer, there)) {
                    continue;
                }
                describe(offer).ifPresent(described -> {
                    if (there.add(described.name())) {
                        begin(offer, described);
                    } else {
                        log.error(
                                "The consumer {} of {} is not followed for: another has the same name."
                                        + " Cure: begin its name with the feature's",
                                described.name(),
                                offer.label());
                    }
                });
            }
            byConsumer.forEach((name, follower) -> {
                if (!there.contains(name) && byConsumer.remove(name, follower)) {
                    follower.stop();
                }
            });
        } finally {
            refreshing.unlock();
        }
        tellMoved();
    }

    void wake() {
        byConsumer.values().forEach(Follower::wake);
    }

    List<Follower> all() {
        List<Follower> all = new ArrayList<>(byConsumer.values());
        all.sort(Comparator.comparing(Follower::name));
        return all;
    }

    Optional<Follower> of(String consumer) {
        return Optional.ofNullable(byConsumer.get(consumer)).filter(follower -> !follower.isEnded());
    }

    /** Waits until all have handled everything up to {@code offset}. */
    boolean settled(long offset, long millis) throws InterruptedException {
        long nanos = Duration.ofMillis(millis).toNanos();
        lock.lock();
        try {
            while (!byConsumer.values().stream().allMatch(follower -> follower.isSettled(offset))) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = moved.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all after the batch that each has in hand. */
    void close() {
        refreshing.lock();
        try {
            closed = true;
            List<Follower> all = all();
            all.forEach(Follower::stop);
            byConsumer.clear();
            for (Follower follower : all) {
                follower.join(STOPPING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refreshing.unlock();
        }
    }

    private List<Offer<Consumer>> newestFirst() {
        List<Offer<Consumer>> offers = new ArrayList<>(leases.offers(Consumer.class));
        offers.sort(Comparator.comparingLong(Offer<Consumer>::generation).reversed());
        return offers;
    }

    private boolean isServed(Offer<Consumer> offer, Set<String> there) {
        for (Follower follower : byConsumer.values()) {
            if (follower.serves(offer)) {
                there.add(follower.name());
                return true;
            }
        }
        return false;
    }

    private void begin(Offer<Consumer> offer, Described described) {
        Follower next = new Follower(around, offer, described.name(), described.types());
        Follower before = byConsumer.put(described.name(), next);
        if (before != null) {
            before.stop();
        }
        next.start();
    }

    /** What a consumer says about itself. */
    private record Described(String name, Set<String> types) {}

    /** Empty if it can't say; it is asked again at the next look. */
    private Optional<Described> describe(Offer<Consumer> offer) {
        Optional<Lease<Consumer>> entered = leases.enter(offer);
        if (entered.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<Consumer> lease = entered.get()) {
            String name = lease.service().name();
            if (name.isBlank()) {
                log.error(
                        "A consumer of {} has no name and is not followed for."
                                + " Cure: give it one that begins with the feature's",
                        offer.label());
                return Optional.empty();
            }
            return Optional.of(new Described(name, new HashSet<>(lease.service().types())));
        } catch (RuntimeException | LinkageError e) {
            log.error("A consumer of {} can't say what it is called; it is asked again", offer.label(), e);
            return Optional.empty();
        }
    }

    private void tellMoved() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
