/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework.example;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits as badly written code does. */
final class Hang {

    private Hang() {}

    static void until(BooleanSupplier over, boolean polite) throws InterruptedException {
        while (!over.getAsBoolean() && !Boolean.getBoolean("allmende.test.over")) {
            LockSupport.parkNanos(1_000_000);
            if (Thread.interrupted() && polite) {
                throw new InterruptedException();
            }
        }
    }
}
