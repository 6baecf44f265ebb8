/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.allmende.api.event.Occurrence;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who wants to know that something was kept. Thread-safe; {@link #tell} does not block. */
final class Wakers implements Commits, Commits.Witness {

    private static final Logger log = LoggerFactory.getLogger(Wakers.class);

    private final Map<Kind, List<Waker>> wakers = new EnumMap<>(Kind.class);
    private final List<Witness> witnesses = new CopyOnWriteArrayList<>();

    Wakers() {
        for (Kind kind : Kind.values()) {
            wakers.put(kind, new CopyOnWriteArrayList<>());
        }
    }

    @Override
    public AutoCloseable listen(Kind kind, Runnable wake) {
        Waker waker = new Waker(wake);
        wakers.get(kind).add(waker);
        return () -> wakers.get(kind).remove(waker);
    }

    @Override
    public AutoCloseable witness(Witness witness) {
        witnesses.add(witness);
        return () -> witnesses.remove(witness);
    }

    /** What was kept stays kept, whatever a witness makes of it. */
    @Override
    public void kept(Store.Committed at, List<Occurrence> events) {
        for (Witness witness : witnesses) {
            try {
                witness.kept(at, events);
            } catch (RuntimeException e) {
                log.error("A witness of commits failed", e);
            }
        }
    }

    void tell(Set<Kind> kinds) {
        for (Kind kind : kinds) {
            for (Waker waker : wakers.get(kind)) {
                waker.tell();
            }
        }
    }

    /** Runs one listener, once for all that it was told while it was running. */
    private static final class Waker {

        private final Runnable wake;
        private final AtomicInteger told = new AtomicInteger();

        Waker(Runnable wake) {
            this.wake = wake;
        }

        void tell() {
            if (told.getAndIncrement() == 0) {
                Thread.startVirtualThread(this::run);
            }
        }

        private void run() {
            int heard;
            do {
                heard = told.get();
                try {
                    wake.run();
                } catch (RuntimeException e) {
                    log.warn("A listener for commits failed", e);
                }
            } while (told.addAndGet(-heard) != 0);
        }
    }
}
