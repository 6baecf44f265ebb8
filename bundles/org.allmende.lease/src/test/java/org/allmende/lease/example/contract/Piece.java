/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease.example.contract;

import org.allmende.api.lease.Leased;

/** Has many providers. */
@Leased(many = true)
public interface Piece {

    default String show() {
        return "";
    }
}
