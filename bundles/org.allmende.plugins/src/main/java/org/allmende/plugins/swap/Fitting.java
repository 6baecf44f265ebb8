/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.allmende.plugins.site.Entry;
import org.allmende.plugins.told.Note;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * Says of what a site tells about a version whether it would run here, before a byte of it is fetched. Whether it really
 * resolves is for the plan. Thread-safe.
 */
final class Fitting {

    private final Ground ground;
    private final int java;

    /** @param java the Java level that runs here */
    Fitting(Ground ground, int java) {
        this.ground = ground;
        this.java = java;
    }

    /** The first thing that is missing. */
    Optional<Note> obstacle(Entry.Needs needs) {
        if (needs.java() > java) {
            return Optional.of(Note.of("needs-java", "needed", needs.java(), "here", java));
        }
        Map<String, Version> here = ground.contract();
        for (Map.Entry<String, String> needed : new TreeMap<>(needs.contract()).entrySet()) {
            Version version = here.get(needed.getKey());
            if (version == null || !includes(needed.getValue(), version)) {
                return Optional.of(Note.of(
                        "needs-contract",
                        "package",
                        needed.getKey(),
                        "needed",
                        needed.getValue(),
                        "here",
                        version == null ? "-" : version));
            }
        }
        return Optional.empty();
    }

    private static boolean includes(String range, Version version) {
        try {
            return range.isEmpty() || new VersionRange(range).includes(version);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
