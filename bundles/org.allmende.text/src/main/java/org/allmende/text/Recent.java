/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * What was made lately: a page shows the same things again and again. A place each, the newest wins, so it holds so many
 * and no more, and nobody ever waits. Thread-safe.
 */
final class Recent<K, V> {

    private record Made<K, V>(K key, V value) {}

    private final AtomicReferenceArray<Made<K, V>> places;

    /** @param places a power of two */
    Recent(int places) {
        this.places = new AtomicReferenceArray<>(places);
    }

    V of(K key, Function<K, V> make) {
        int hash = key.hashCode();
        int place = (hash ^ hash >>> 16) & (places.length() - 1);
        Made<K, V> known = places.get(place);
        if (known != null && known.key().equals(key)) {
            return known.value();
        }
        V value = make.apply(key);
        places.set(place, new Made<>(key, value));
        return value;
    }
}
