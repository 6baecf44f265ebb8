/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

import java.util.Arrays;

/**
 * Remembers which ids it was told, eight bytes each, for archives of many millions. Knows hashes of 64 bits only: that it
 * takes an unknown id for a known one will happen to nobody, and would only mean that a line is reported later. For one
 * thread.
 */
final class Known {

    private long[] slots = new long[1 << 12];
    private int count;

    void add(String kind, String id) {
        if (count * 2 >= slots.length) {
            grow();
        }
        if (put(slots, hash(kind, id))) {
            count++;
        }
    }

    boolean has(String kind, String id) {
        long hash = hash(kind, id);
        for (int i = place(hash, slots.length); slots[i] != 0; i = (i + 1) & (slots.length - 1)) {
            if (slots[i] == hash) {
                return true;
            }
        }
        return false;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        Arrays.stream(slots).filter(hash -> hash != 0).forEach(hash -> put(larger, hash));
        slots = larger;
    }

    private static boolean put(long[] into, long hash) {
        int i = place(hash, into.length);
        while (into[i] != 0) {
            if (into[i] == hash) {
                return false;
            }
            i = (i + 1) & (into.length - 1);
        }
        into[i] = hash;
        return true;
    }

    private static int place(long hash, int length) {
        return (int) (hash >>> 32) & (length - 1);
    }

    /** FNV-1a, then mixed; never 0, which marks a free slot. */
    private static long hash(String kind, String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < kind.length(); i++) {
            hash = (hash ^ kind.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ ':') * 0x100000001b3L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
