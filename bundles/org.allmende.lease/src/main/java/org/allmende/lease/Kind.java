/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.allmende.api.lease.Leased;

/**
 * A contract interface whose providers come and go.
 *
 * @param many whether it is iterated, or reached through its permanent proxy
 * @param exclusive whether the old generation is drained before the switch
 */
record Kind(Class<?> type, boolean many, boolean exclusive) {

    /**
     * @throws IllegalArgumentException naming what is wrong with the interface: it must be {@link Leased}, and have a
     *     default for every method, since that is what callers see while nobody provides it
     */
    static Kind of(Class<?> type) {
        Leased leased = type.getAnnotation(Leased.class);
        if (leased == null || !type.isInterface()) {
            throw new IllegalArgumentException(
                    type.getName() + " is named in Allmende-Contracts, but is no interface annotated with @Leased");
        }
        List<String> bare = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                bare.add(method.getName());
            }
        }
        if (!bare.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " is @Leased, so every method needs a default; "
                    + String.join(", ", bare) + " has none");
        }
        return new Kind(type, leased.many(), leased.exclusive());
    }

    String name() {
        return type.getName();
    }
}
