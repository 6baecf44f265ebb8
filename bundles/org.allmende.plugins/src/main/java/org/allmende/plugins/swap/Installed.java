/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.Optional;
import org.allmende.api.lease.Generations.Generation;

/**
 * A feature that is installed, according to the journal.
 *
 * @param number its generation's
 * @param previous the version that a rollback goes back to
 */
public record Installed(String plugin, String version, long number, Optional<String> previous) {

    public Generation generation() {
        return new Generation(plugin, version, number);
    }
}
