/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.gate;

import org.allmende.api.lease.Leased;

/** One check before publishing. Has 50 ms; what takes longer follows the events. Thread-safe. */
@Leased(many = true)
public interface Gate {

    default String name() {
        return "";
    }

    default Verdict judge(Draft draft) {
        return Verdict.allow();
    }
}
