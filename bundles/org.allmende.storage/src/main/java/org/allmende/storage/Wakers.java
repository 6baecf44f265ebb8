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
import org.allmende.api.store.Commits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who wants to know that something was kept. Thread-safe; {@link #tell} does not block. */
final class Wakers implements Commits {

    private static final Logger log = LoggerFactory.getLogger(Wakers.class);

    private final Map<Kind, List<Waker>> wakers = new EnumMap<>(Kind.class);

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
