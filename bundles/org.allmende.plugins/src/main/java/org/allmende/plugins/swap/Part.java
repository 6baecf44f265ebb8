/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.List;

/**
 * A part of a feature that can be switched off by itself: a component that offers something under the contract.
 *
 * @param name of the component
 * @param offers the simple names of the contract's interfaces, such as {@code Route} or {@code Panel}
 */
public record Part(String name, List<String> offers, boolean on) {

    /** Without the packages. */
    public String shortName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
