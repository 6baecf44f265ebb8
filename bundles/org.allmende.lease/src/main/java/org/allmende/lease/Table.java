/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What is offered between two switches. Never changes; a switch makes another.
 *
 * <p>Requests that hold a snapshot are counted here: one count stands for one on every generation that the table has.
 */
final class Table {

    private final long number;
    private final Map<Class<?>, List<Seat<?>>> seats;
    private final List<Vacancy> vacancies;
    private final Turnstile requests;
    private final Map<Class<?>, Memo> derived = new ConcurrentHashMap<>();

    /**
     * A provider that went without being swapped: a successor is expected at once.
     *
     * @param until as {@link System#nanoTime}
     */
    record Vacancy(Kind kind, String bundle, String part, long until) {

        boolean isFilledBy(Seat<?> seat) {
            return kind.equals(seat.kind())
                    && bundle.equals(seat.provider().bundle())
                    && part.equals(seat.provider().part());
        }

        boolean lasts(long now) {
            return until - now > 0;
        }
    }

    private Table(long number, Map<Class<?>, List<Seat<?>>> seats, List<Vacancy> vacancies, Turnstile requests) {
        this.number = number;
        this.seats = seats;
        this.vacancies = vacancies;
        this.requests = requests;
    }

    static Table first(Turnstile requests) {
        return new Table(0, Map.of(), List.of(), requests);
    }

    /** The next table: without those who go, with those who come, waiting for those who are missed. */
    Table next(
            Collection<? extends Seat<?>> out,
            Collection<? extends Seat<?>> in,
            Collection<Vacancy> missed,
            Turnstile nextRequests) {
        Map<Class<?>, List<Seat<?>>> after = new HashMap<>(seats);
        for (Seat<?> seat : out) {
            after.computeIfPresent(seat.kind().type(), (type, before) -> {
                List<Seat<?>> rest = new ArrayList<>(before);
                rest.remove(seat);
                return rest.isEmpty() ? null : List.copyOf(rest);
            });
        }
        for (Seat<?> seat : in) {
            after.compute(seat.kind().type(), (type, before) -> {
                List<Seat<?>> all = new ArrayList<>(before == null ? List.of() : before);
                all.add(seat);
                all.sort(Seat::order);
                return List.copyOf(all);
            });
        }
        long now = System.nanoTime();
        List<Vacancy> waiting = new ArrayList<>(vacancies);
        waiting.addAll(missed);
        waiting.removeIf(vacancy -> !vacancy.lasts(now) || in.stream().anyMatch(vacancy::isFilledBy));
        return new Table(number + 1, after, List.copyOf(waiting), nextRequests);
    }

    long number() {
        return number;
    }

    Turnstile requests() {
        return requests;
    }

    /** Best first. */
    @SuppressWarnings("unchecked") // a seat of a kind holds a service of its type
    <T> List<Seat<T>> seats(Class<T> type) {
        return (List<Seat<T>>) (List<?>) seats.getOrDefault(type, List.of());
    }

    boolean has(Collection<? extends Seat<?>> some) {
        for (Seat<?> seat : some) {
            if (seats.getOrDefault(seat.kind().type(), List.of()).contains(seat)) {
                return true;
            }
        }
        return false;
    }

    /** How long a caller of this kind should wait for a successor, in nanoseconds; 0 for not at all. */
    long wait(Class<?> type) {
        return wait(vacancy -> vacancy.kind().type() == type);
    }

    /** How long a request that may need anything should wait. */
    long wait(Predicate<Vacancy> concerned) {
        if (vacancies.isEmpty()) {
            return 0;
        }
        long now = System.nanoTime();
        long longest = 0;
        for (Vacancy vacancy : vacancies) {
            if (concerned.test(vacancy)) {
                longest = Math.max(longest, vacancy.until() - now);
            }
        }
        return longest;
    }

    <V> V derived(Class<V> type, Supplier<V> compute) {
        return type.cast(derived.computeIfAbsent(type, ignored -> new Memo()).get(compute));
    }

    /** Computes once, however many ask at once; not inside the map, so that one derived value may be made of another. */
    private static final class Memo {

        private volatile Object value;

        Object get(Supplier<?> compute) {
            Object there = value;
            if (there == null) {
                synchronized (this) {
                    there = value;
                    if (there == null) {
                        there = Objects.requireNonNull(compute.get(), "a derived value");
                        value = there;
                    }
                }
            }
            return there;
        }
    }
}
