/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allmende.api.store.Store.Unavailable;

/** What waits to be written: bounded in number and in bytes, so that whoever writes too fast is told. Thread-safe. */
final class Inbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<Work> waiting = new ArrayDeque<>();
    private volatile int mostUnits;
    private volatile long mostBytes;
    private long bytes;
    private boolean idle;
    private boolean closed;

    Inbox(int mostUnits, long mostBytes) {
        limit(mostUnits, mostBytes);
    }

    void limit(int units, long itsBytes) {
        this.mostUnits = units;
        this.mostBytes = itsBytes;
    }

    /** @throws Unavailable if too much waits already, or it is closed */
    void add(Work work) {
        lock.lock();
        try {
            if (closed) {
                throw new Unavailable("The store is closing; nothing was kept.", null);
            }
            // one piece of work of any size may wait: it would never fit otherwise
            if (!waiting.isEmpty() && (waiting.size() >= mostUnits || bytes + work.bytes() > mostBytes)) {
                throw new Unavailable(
                        waiting.size() + " units (" + (bytes >> 10) + " KiB) wait to be written, which is all that may;"
                                + " nothing was kept. Cure: write slower, or wait for what was written before.",
                        null);
            }
            waiting.add(work);
            bytes += work.bytes();
            if (idle) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there is work and moves what may be written together into {@code group}.
     *
     * @return false once it is closed and empty
     */
    boolean take(List<Work> group, int units, long groupBytes) {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (closed) {
                    return false;
                }
                idle = true;
                filled.awaitUninterruptibly();
                idle = false;
            }
            long taken = 0;
            do {
                Work work = waiting.poll();
                group.add(work);
                taken += work.bytes();
                if (work.alone()) {
                    break;
                }
            } while (group.size() < units
                    && !waiting.isEmpty()
                    && !waiting.peek().alone()
                    && taken + waiting.peek().bytes() <= groupBytes);
            bytes -= taken;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How much waits, for figures. */
    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
