/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one thread up; raised while nobody waits, it is not lost. Thread-safe. */
final class Signal {

    private final Semaphore raised = new Semaphore(0);

    void raise() {
        if (raised.availablePermits() == 0) {
            raised.release();
        }
    }

    /** Waits until it is raised or the time is over. An interrupt only ends the wait: it was meant for a call before. */
    void await(Duration atMost) {
        try {
            if (raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                raised.drainPermits();
            }
        } catch (InterruptedException e) {
            // whoever ends an attendant says so before the interrupt
        }
    }
}
