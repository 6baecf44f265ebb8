/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.Optional;
import java.util.Set;
import org.allmende.api.lease.Generations.Generation;

/**
 * A feature that is installed, according to the journal.
 *
 * @param number its generation's
 * @param previous the version that a rollback goes back to
 * @param off whether it is switched off: installed, and not brought up
 * @param without the parts of it that are switched off, by the names of their components
 */
public record Installed(
        String plugin, String version, long number, Optional<String> previous, boolean off, Set<String> without) {

    public Installed {
        without = Set.copyOf(without);
    }

    /** One that runs with all its parts. */
    public Installed(String plugin, String version, long number, Optional<String> previous) {
        this(plugin, version, number, previous, false, Set.of());
    }

    public Generation generation() {
        return new Generation(plugin, version, number);
    }

    public Installed switchedOff() {
        return new Installed(plugin, version, number, previous, true, without);
    }
}
