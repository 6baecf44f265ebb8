/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

import java.util.List;
import org.allmende.api.lease.Leased;

/** Some endpoints that belong together. Asked for them once a generation. Thread-safe. */
@Leased(many = true)
public interface Route {

    default List<Endpoint> endpoints() {
        return List.of();
    }
}
