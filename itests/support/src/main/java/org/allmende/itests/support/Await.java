/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.support;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for what another process does in its own time. Inside a framework, wait for the event instead. */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Await() {}

    /**
     * @throws AssertionError saying what was waited for, with what was there last
     */
    public static void until(String what, Supplier<Object> actual, Object wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Object last = actual.get();
        while (!wanted.equals(last)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        what + ": " + wanted + " after " + PATIENCE.toSeconds() + " s, but it is " + last);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            last = actual.get();
        }
    }
}
