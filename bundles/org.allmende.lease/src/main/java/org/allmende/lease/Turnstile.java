/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts who is inside, lets nobody in once it is closed, and tells when the last one has left.
 *
 * <p>Count and closed flag are one word, so counting in and looking whether it is still open are one act: whoever is let in
 * is seen by whoever closes it, and nobody is let in after that. Somebody refused is counted for an instant and leaves again
 * at once; that can make a waiter look twice, never miss.
 *
 * <p>Threads are remembered while they are inside, so that they can be interrupted. Thread-safe; entering and leaving takes
 * no lock while it is open.
 */
final class Turnstile {

    /** What {@link #enter} answers when it is closed. Tickets are 0 or more. */
    static final int REFUSED = -1;

    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicLong state = new AtomicLong();
    private final ThreadsInside threads = new ThreadsInside();
    private final Steps steps;

    Turnstile(Steps steps) {
        this.steps = steps;
    }

    /** @return a ticket to leave with, or {@link #REFUSED} */
    int enter() {
        if (state.getAndIncrement() < 0) {
            steps.refused();
            countOut(1);
            return REFUSED;
        }
        return threads.add(Thread.currentThread());
    }

    /**
     * Takes back a ticket.
     *
     * @return whether the thread was interrupted by {@link #interrupt} meanwhile; its interrupt is then taken back
     */
    boolean leave(int ticket) {
        boolean interrupted = threads.remove(ticket);
        countOut(1);
        return interrupted;
    }

    /** The thread goes its way, but stays counted until {@link #finish}: for what ends on another thread. */
    boolean step(int ticket) {
        return threads.remove(ticket);
    }

    /** Ends what was begun with {@link #step}. */
    void finish() {
        countOut(1);
    }

    /** Lets nobody in any more. */
    void close() {
        state.getAndUpdate(before -> before | CLOSED);
    }

    boolean isClosed() {
        return state.get() < 0;
    }

    long inside() {
        return state.get() & ~CLOSED;
    }

    /**
     * Waits, once closed, until nobody but the calling thread is inside.
     *
     * @param deadline as {@link System#nanoTime}
     * @return whether everybody has left in time
     */
    boolean awaitEmpty(long deadline) throws InterruptedException {
        int own = threads.count(Thread.currentThread());
        if (inside() <= own) {
            return true;
        }
        synchronized (this) {
            while (inside() > own) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        }
        return true;
    }

    /** Interrupts the threads that are inside, save the calling one. */
    void interrupt() {
        threads.interrupt(Thread.currentThread());
    }

    /** Counts the calling thread out, as often as it is inside; to be undone with {@link #countIn}. */
    int countOutOwn() {
        int own = threads.count(Thread.currentThread());
        if (own > 0) {
            countOut(own);
        }
        return own;
    }

    void countIn(int times) {
        state.addAndGet(times);
    }

    private void countOut(int times) {
        if (state.addAndGet(-times) < 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Moments between two acts where a test can let something else happen. */
    interface Steps {

        Steps NONE = new Steps() {};

        /** A table was read and is about to be entered. */
        default void tableRead() {}

        /** Somebody was counted in, found it closed, and is about to be counted out. */
        default void refused() {}
    }
}
