/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.plugins.told.Note;

/** Which generations are open, and why an installed feature has none. Thread-safe. */
final class Running {

    private final Map<String, Generation> open = new ConcurrentHashMap<>();
    private final Map<String, Note> failed = new ConcurrentHashMap<>();

    void began(Generation generation) {
        open.put(generation.feature(), generation);
        failed.remove(generation.feature());
    }

    /** @return what was open */
    Optional<Generation> ended(String plugin) {
        failed.remove(plugin);
        return Optional.ofNullable(open.remove(plugin));
    }

    void failed(String plugin, Note why) {
        failed.put(plugin, why);
    }

    Optional<Generation> of(String plugin) {
        return Optional.ofNullable(open.get(plugin));
    }

    /** Why an installed feature does not run. */
    Optional<Note> failure(String plugin) {
        return Optional.ofNullable(failed.get(plugin));
    }

    List<Generation> all() {
        return List.copyOf(open.values());
    }
}
