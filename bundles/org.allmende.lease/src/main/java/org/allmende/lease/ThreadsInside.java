/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The threads that are inside a {@link Turnstile}. A thread takes a free place and gives it back: without a lock and without
 * an object made, as long as no more than {@value #PLACES} are inside at once. Thread-safe.
 */
final class ThreadsInside {

    private static final int PLACES = 32;

    /** Stands in a place while its thread is being interrupted: the thread waits for that moment before it leaves. */
    private static final Object BUSY = new Object();

    /** Stands in a place whose thread has been interrupted. */
    private record Interrupted(Thread thread) {}

    private final AtomicReferenceArray<Object> places = new AtomicReferenceArray<>(PLACES);
    private final Map<Integer, AtomicReferenceArray<Object>> extra = new ConcurrentHashMap<>(2);
    private final AtomicInteger tickets = new AtomicInteger(PLACES);

    int add(Thread thread) {
        int start = (int) thread.threadId();
        for (int i = 0; i < PLACES; i++) {
            int place = (start + i) & (PLACES - 1);
            if (places.getPlain(place) == null && places.compareAndSet(place, null, thread)) {
                return place;
            }
        }
        int ticket = tickets.getAndIncrement();
        AtomicReferenceArray<Object> place = new AtomicReferenceArray<>(1);
        place.set(0, thread);
        extra.put(ticket, place);
        return ticket;
    }

    /** @return whether it was interrupted; if so, and if it is the calling thread, the interrupt is taken back */
    boolean remove(int ticket) {
        return ticket < PLACES ? remove(places, ticket) : remove(extra.remove(ticket), 0);
    }

    private static boolean remove(AtomicReferenceArray<Object> places, int place) {
        while (true) {
            Object there = places.get(place);
            if (there instanceof Thread) {
                if (places.compareAndSet(place, there, null)) {
                    return false;
                }
            } else if (there instanceof Interrupted interrupted) {
                places.set(place, null);
                if (interrupted.thread() == Thread.currentThread()) {
                    Thread.interrupted();
                }
                return true;
            } else {
                Thread.onSpinWait();
            }
        }
    }

    int count(Thread thread) {
        int count = 0;
        for (int place = 0; place < PLACES; place++) {
            count += holds(places.get(place), thread);
        }
        for (AtomicReferenceArray<Object> place : extra.values()) {
            count += holds(place.get(0), thread);
        }
        return count;
    }

    private static int holds(Object there, Thread thread) {
        return there == thread || there instanceof Interrupted interrupted && interrupted.thread() == thread ? 1 : 0;
    }

    void interrupt(Thread butNot) {
        for (int place = 0; place < PLACES; place++) {
            interrupt(places, place, butNot);
        }
        extra.values().forEach(place -> interrupt(place, 0, butNot));
    }

    /** Only while the thread stands in its place: it must not be interrupted in whatever it does after leaving. */
    private static void interrupt(AtomicReferenceArray<Object> places, int place, Thread butNot) {
        if (places.get(place) instanceof Thread thread
                && thread != butNot
                && places.compareAndSet(place, thread, BUSY)) {
            thread.interrupt();
            places.set(place, new Interrupted(thread));
        }
    }
}
