/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the bodies of all requests may take together, from their first byte until they are answered.
 *
 * <p>A body is worth nothing before its last byte has come, and who sends it decides when that is. Many that are sent by half
 * would take all memory there is; beyond this room they are turned away instead. One client gets a share only, so that it
 * keeps nobody else from writing. Files that are uploaded take none: they go to the disk. Thread-safe.
 */
public final class BodyRoom {

    /** There is no room now; nothing was taken for what was asked last. */
    public static final class Full extends RuntimeException {

        private static final long serialVersionUID = 1;

        Full() {
            super("no room for another body", null, false, false);
        }
    }

    private final long whole;
    private final long share;
    private final AtomicLong taken = new AtomicLong();
    private final Map<String, Long> byClient = new ConcurrentHashMap<>();

    /**
     * @param whole bytes for all together
     * @param share bytes for one client
     */
    public BodyRoom(long whole, long share) {
        this.whole = whole;
        this.share = share;
    }

    /** A sixteenth of the heap is safe: what is made of a body takes a few times its length. */
    public static BodyRoom ofHeap() {
        long whole = Runtime.getRuntime().maxMemory() / 16;
        return new BodyRoom(whole, whole / 4);
    }

    /** Of one request; empty at first. */
    public Claim claim(String client) {
        return new Claim(client, share);
    }

    /** Of a request from this very machine, which has no share: who wants to harm from here has other ways. */
    public Claim claim() {
        return new Claim("", whole);
    }

    /** Bytes in use. */
    public long taken() {
        return taken.get();
    }

    /** What one request holds. For one thread at a time; given back by closing. */
    public final class Claim implements AutoCloseable {

        private final String client;
        private final long most;
        private long held;

        private Claim(String client, long most) {
            this.client = client;
            this.most = most;
        }

        /** @throws Full if that is more than there is */
        public void take(int bytes) {
            if (taken.addAndGet(bytes) > whole) {
                taken.addAndGet(-bytes);
                throw new Full();
            }
            held += bytes;
            if (byClient.merge(client, (long) bytes, Long::sum) > most) {
                throw new Full();
            }
        }

        @Override
        public void close() {
            if (held == 0) {
                return;
            }
            taken.addAndGet(-held);
            byClient.computeIfPresent(client, (any, sum) -> sum == held ? null : Long.valueOf(sum - held));
            held = 0;
        }
    }
}
