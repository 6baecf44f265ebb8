/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

/**
 * Which texts a query looks at. What everybody who may read the space may read, and what only its author and moderators may,
 * have fields of their own: so no term, weight or suggestion that comes from the one tells anything of the other.
 */
enum Sight {
    OPEN(""),
    VEILED("veiled.");

    private final String prefix;

    Sight(String prefix) {
        this.prefix = prefix;
    }

    /** One of the fields that hold words: of title or body. */
    String of(String field) {
        return prefix + field;
    }
}
