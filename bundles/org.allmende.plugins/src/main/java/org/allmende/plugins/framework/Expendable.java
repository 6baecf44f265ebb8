/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs what may never return on a thread that may be lost. */
final class Expendable {

    /** How long somebody who was interrupted is given to come to an end. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private Expendable() {}

    /** It did not end in time. */
    static final class Hung extends Exception {

        private final boolean lost;

        private Hung(boolean lost) {
            super(lost ? "did not end, even when it was interrupted" : "ended only when it was interrupted");
            this.lost = lost;
        }

        /** Whether the thread is still in there. */
        boolean lost() {
            return lost;
        }
    }

    /**
     * @throws Hung if it lasted longer than {@code limit}; it was interrupted then
     * @throws ExecutionException with what it threw
     */
    static <T> T call(String name, Duration limit, Callable<T> work) throws Hung, ExecutionException {
        return call(name, Thread.currentThread().getThreadGroup(), limit, work);
    }

    /** @param group whose threads those are that the work makes, unless it takes care to hide them */
    static <T> T call(String name, ThreadGroup group, Duration limit, Callable<T> work)
            throws Hung, ExecutionException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform()
                .group(group)
                .daemon()
                .name("allmende " + name)
                .inheritInheritableThreadLocals(false)
                .unstarted(task);
        // Else the class loader of whoever asked first would be kept by a thread that hangs.
        thread.setContextClassLoader(null);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Hung(isLost(thread));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Hung(isLost(thread));
        }
    }

    private static boolean isLost(Thread thread) {
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            return !thread.join(GRACE);
        } catch (InterruptedException e) {
            interrupted = true;
            return thread.isAlive();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
