/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.health;

import org.allmende.api.lease.Leased;

/** Looks after one part. Asked before a switch, after it, and by {@code /health}; answers within a second. Thread-safe. */
@Leased(many = true)
public interface HealthCheck {

    default Health check() {
        return Health.good("");
    }
}
