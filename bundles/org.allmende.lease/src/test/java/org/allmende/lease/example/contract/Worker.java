/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease.example.contract;

import org.allmende.api.lease.Leased;

/** Has many providers, of one generation at a time. */
@Leased(many = true, exclusive = true)
public interface Worker {

    default String work() {
        return "";
    }
}
