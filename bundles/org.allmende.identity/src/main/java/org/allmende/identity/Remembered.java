/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The most recently used values, at most a number of them; the least recently used goes first.
 *
 * <p>What was read before something was forgotten is not taken in afterwards: a reader takes {@link #stamp()} before it reads
 * and hands it to {@link #put}. Safe for concurrent use.
 */
final class Remembered<K, V> {

    private final Map<K, V> values;
    private long stamp;

    Remembered(int most) {
        this.values = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized Optional<V> get(K key) {
        return Optional.ofNullable(values.get(key));
    }

    synchronized long stamp() {
        return stamp;
    }

    synchronized void put(K key, V value, long read) {
        if (read == stamp) {
            values.put(key, value);
        }
    }

    synchronized void forget(K key) {
        stamp++;
        values.remove(key);
    }

    synchronized void forgetIf(java.util.function.Predicate<V> which) {
        stamp++;
        values.values().removeIf(which);
    }

    synchronized int size() {
        return values.size();
    }
}
