/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A thread that does a piece of work again and again: at once while there is more, otherwise after a pause or when woken.
 * What the work throws is its own affair, save that the pump goes on. Safe for concurrent use.
 */
final class Pump implements AutoCloseable {

    /** One piece of work. */
    @FunctionalInterface
    interface Work {

        /** @return how long to wait before the next piece unless woken; zero for at once */
        Duration next() throws InterruptedException;
    }

    private static final long PATIENCE_MS = 5_000;

    private final Work work;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition awake = lock.newCondition();
    private boolean woken;
    private volatile boolean closed;

    private Pump(String name, Work work) {
        this.work = work;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    static Pump start(String name, Work work) {
        Pump pump = new Pump(name, work);
        pump.thread.start();
        return pump;
    }

    void wake() {
        lock.lock();
        try {
            woken = true;
            awake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the work and waits for it to end, at most five seconds. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                pause(work.next());
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void pause(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = longest.toNanos();
            while (!woken && left > 0) {
                left = awake.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }
}
