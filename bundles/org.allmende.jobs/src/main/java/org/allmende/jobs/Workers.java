/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allmende.api.job.Job;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one {@link Worker} for each job that is offered, none for those that are gone. Thread-safe. */
final class Workers {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    /** How long those who are told to stop get for what each has in hand. */
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private final Leases leases;
    private final Worker.Surroundings around;
    private final Map<String, Worker> byJob = new ConcurrentHashMap<>();
    private final ReentrantLock refreshing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private boolean closed;

    Workers(Worker.Surroundings around) {
        this.leases = around.leases();
        this.around = new Worker.Surroundings(
                around.store(), around.ledger(), leases, around.clock(), around.pace(), this::tellLooked);
    }

    /** Looks at what is offered: begins to work for who is new, ends for who is gone. */
    void refresh() {
        refreshing.lock();
        try {
            if (closed) {
                return;
            }
            Set<String> there = new HashSet<>();
            for (Offer<Job> offer : newestFirst()) {
                if (isServed(offer, there)) {
                    continue;
                }
                name(offer).ifPresent(name -> {
                    if (there.add(name)) {
                        begin(offer, name);
                    } else {
                        log.error(
                                "The job {} of {} is not done: another has the same name."
                                        + " Cure: begin its name with the feature's",
                                name,
                                offer.label());
                    }
                });
            }
            byJob.forEach((name, worker) -> {
                if (!there.contains(name) && byJob.remove(name, worker)) {
                    worker.stop();
                }
            });
        } finally {
            refreshing.unlock();
        }
    }

    void wake() {
        byJob.values().forEach(Worker::wake);
    }

    boolean isThere(String job) {
        return Optional.ofNullable(byJob.get(job))
                .filter(worker -> !worker.isEnded())
                .isPresent();
    }

    /** Has all look at the clock, and waits until none finds anything more to do. */
    boolean settled(long millis) throws InterruptedException {
        refresh();
        Map<Worker, Long> asked = new HashMap<>();
        byJob.values().forEach(worker -> asked.put(worker, worker.wake()));
        long nanos = Duration.ofMillis(millis).toNanos();
        lock.lock();
        try {
            while (!asked.entrySet().stream().allMatch(it -> it.getKey().hasLooked(it.getValue()))) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = looked.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all after what each has in hand. */
    void close() {
        refreshing.lock();
        try {
            closed = true;
            List<Worker> all = List.copyOf(byJob.values());
            all.forEach(Worker::stop);
            byJob.clear();
            for (Worker worker : all) {
                worker.join(STOPPING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refreshing.unlock();
        }
    }

    private List<Offer<Job>> newestFirst() {
        List<Offer<Job>> offers = new ArrayList<>(leases.offers(Job.class));
        offers.sort(Comparator.comparingLong(Offer<Job>::generation).reversed());
        return offers;
    }

    private boolean isServed(Offer<Job> offer, Set<String> there) {
        for (Worker worker : byJob.values()) {
            if (worker.serves(offer)) {
                there.add(worker.name());
                return true;
            }
        }
        return false;
    }

    private void begin(Offer<Job> offer, String name) {
        Worker next = new Worker(around, offer, name);
        Worker before = byJob.put(name, next);
        if (before != null) {
            before.stop();
        }
        next.start();
    }

    /** Empty if it can't say; it is asked again at the next look. */
    private Optional<String> name(Offer<Job> offer) {
        Optional<Lease<Job>> entered = leases.enter(offer);
        if (entered.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<Job> lease = entered.get()) {
            String name = lease.service().name();
            if (name.isBlank()) {
                log.error(
                        "A job of {} has no name and is not done. Cure: give it one that begins with the feature's",
                        offer.label());
                return Optional.empty();
            }
            return Optional.of(name);
        } catch (RuntimeException | LinkageError e) {
            log.error("A job of {} can't say what it is called; it is asked again", offer.label(), e);
            return Optional.empty();
        }
    }

    private void tellLooked() {
        lock.lock();
        try {
            looked.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
