/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one {@link Attendant} for each offer of a kind, none for those that are gone; looks after every switch and every half
 * minute. Thread-safe.
 *
 * @param <T> the kind of offer
 * @param <A> who attends to it
 */
public final class Attendants<T, A extends Attendant<T>> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Attendants.class);

    /** How long those who are told to stop get for what each has in hand. */
    private static final Duration STOPPING = Duration.ofSeconds(10);
    /** Looked at also without a change: an attendant that ended begins again. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    /**
     * What is attended to.
     *
     * @param word what one is called in the log, such as {@code job}
     * @param attended what is not happening to one that is left alone, such as {@code done}
     */
    public record Kind<T>(Class<T> type, String word, String attended) {}

    /** Makes an attendant from what a service says about itself; called under a lease, it must not keep the service. */
    @FunctionalInterface
    public interface Maker<T, A> {
        A make(Offer<T> offer, T service);
    }

    private final Kind<T> kind;
    private final Leases leases;
    private final Movement movement;
    private final Maker<T, A> maker;
    private final Map<String, A> byName = new ConcurrentHashMap<>();
    private final ReentrantLock refreshing = new ReentrantLock();
    private final Signal changed = new Signal();
    private volatile boolean closing;
    private boolean closed;
    private AutoCloseable leaseListener;
    private Thread watcher;

    /** @param ground what the maker gives to all that it makes */
    public Attendants(Kind<T> kind, Attendant.Ground ground, Maker<T, A> maker) {
        this.kind = kind;
        this.leases = ground.leases();
        this.movement = ground.movement();
        this.maker = maker;
    }

    /** To be called once, when whatever wakes attendants is in place: what came in between would be overlooked. */
    public void begin() {
        leaseListener = leases.listen(changed::raise);
        watcher = Thread.ofVirtual().name("allmende-" + kind.word() + "s").start(this::watch);
    }

    /** Looks at what is offered: begins for who is new, ends for who is gone. */
    public void refresh() {
        refreshing.lock();
        try {
            if (closed) {
                return;
            }
            Set<String> there = new HashSet<>();
            for (Offer<T> offer : newestFirst()) {
                if (!isServed(offer, there)) {
                    made(offer).ifPresent(next -> begin(next, offer, there));
                }
            }
            endAllBut(there);
        } finally {
            refreshing.unlock();
        }
        movement.tell();
    }

    /** By name. */
    public List<A> all() {
        List<A> all = new ArrayList<>(byName.values());
        all.sort(Comparator.comparing(Attendant::name));
        return all;
    }

    public Optional<A> of(String name) {
        return Optional.ofNullable(byName.get(name)).filter(attendant -> !attendant.isEnded());
    }

    /** Has all look whether there is something to do. */
    public void wake() {
        byName.values().forEach(Attendant::wake);
    }

    /** Ends all after what each has in hand. */
    @Override
    public void close() {
        closing = true;
        changed.raise();
        try {
            leaseListener.close();
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("A listener could not be taken back", e);
        }
        endAll();
    }

    private void endAll() {
        refreshing.lock();
        try {
            closed = true;
            List<A> all = all();
            all.forEach(Attendant::stop);
            byName.clear();
            for (A attendant : all) {
                attendant.join(STOPPING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refreshing.unlock();
        }
    }

    private void watch() {
        while (!closing) {
            try {
                refresh();
            } catch (RuntimeException e) {
                log.error("The {}s could not be looked at; the next look is in half a minute", kind.word(), e);
            }
            changed.await(LOOK);
        }
    }

    private List<Offer<T>> newestFirst() {
        List<Offer<T>> offers = new ArrayList<>(leases.offers(kind.type()));
        offers.sort(Comparator.comparingLong(Offer<T>::generation).reversed());
        return offers;
    }

    private boolean isServed(Offer<T> offer, Set<String> there) {
        for (A attendant : byName.values()) {
            if (attendant.serves(offer)) {
                there.add(attendant.name());
                return true;
            }
        }
        return false;
    }

    /** Empty if the service can't say what it is; it is asked again at the next look. */
    private Optional<A> made(Offer<T> offer) {
        Optional<Lease<T>> entered = leases.enter(offer);
        if (entered.isEmpty()) {
            return Optional.empty();
        }
        try (Lease<T> lease = entered.get()) {
            A made = maker.make(offer, lease.service());
            if (made.name().isBlank()) {
                log.error(
                        "A {} of {} has no name and is not {}. Cure: give it one that begins with the feature's",
                        kind.word(),
                        offer.label(),
                        kind.attended());
                return Optional.empty();
            }
            return Optional.of(made);
        } catch (RuntimeException | LinkageError e) {
            log.error("A {} of {} can't say what it is called; it is asked again", kind.word(), offer.label(), e);
            return Optional.empty();
        }
    }

    private void begin(A next, Offer<T> offer, Set<String> there) {
        if (!there.add(next.name())) {
            log.error(
                    "The {} {} of {} is not {}: another has the same name. Cure: begin its name with the feature's",
                    kind.word(),
                    next.name(),
                    offer.label(),
                    kind.attended());
            return;
        }
        A before = byName.put(next.name(), next);
        if (before != null) {
            before.stop();
        }
        next.start();
    }

    private void endAllBut(Set<String> there) {
        byName.forEach((name, attendant) -> {
            if (!there.contains(name) && byName.remove(name, attendant)) {
                attendant.stop();
            }
        });
    }
}
