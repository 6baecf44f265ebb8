/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many requests be worked on at a time; others wait for a moment, in a row that is not endless.
 *
 * <p>More at once would not make any of them faster: they would share the same processors and wait for one another's readers of
 * the store. Who is let in late is turned away early, while an answer still helps. Does not count whoever sends a body slowly or
 * takes the answer slowly. Thread-safe.
 */
public final class Admission {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LONGEST_ROW = 2_000;

    private volatile Semaphore places;

    private final Duration patience;

    public Admission(int places) {
        this(places, PATIENCE);
    }

    Admission(int places, Duration patience) {
        this.patience = patience;
        resize(places);
    }

    /** From now on; who is in stays in. */
    public void resize(int places) {
        this.places = new Semaphore(places, true);
    }

    /** A place; given back by closing. */
    public interface Place extends AutoCloseable {

        /** Whether there is none: the request is to be turned away. */
        default boolean isRefusal() {
            return false;
        }

        @Override
        void close();
    }

    /** No place. */
    public static final Place REFUSAL = new Place() {
        @Override
        public boolean isRefusal() {
            return true;
        }

        @Override
        public void close() {
            // nothing was taken
        }
    };

    public Place enter() {
        Semaphore asked = places;
        try {
            boolean in = asked.tryAcquire()
                    || asked.getQueueLength() < LONGEST_ROW
                            && asked.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
            return in ? asked::release : REFUSAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return REFUSAL;
        }
    }
}
