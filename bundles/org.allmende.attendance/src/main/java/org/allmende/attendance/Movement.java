/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Tells those who wait for attendants to get somewhere that one has moved. Thread-safe. */
public final class Movement {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();

    public void tell() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @return whether it was reached in time */
    public boolean await(BooleanSupplier reached, long millis) throws InterruptedException {
        long nanos = Duration.ofMillis(millis).toNanos();
        lock.lock();
        try {
            while (!reached.getAsBoolean()) {
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
}
