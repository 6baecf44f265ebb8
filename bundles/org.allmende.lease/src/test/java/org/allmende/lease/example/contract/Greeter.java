/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease.example.contract;

import org.allmende.api.lease.Leased;

/** Has one provider. */
@Leased
public interface Greeter {

    default String greet(String name) {
        return "nobody greets " + name;
    }
}
