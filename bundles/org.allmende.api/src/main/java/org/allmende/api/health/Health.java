/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.health;

/** The state of one part. */
public record Health(Level level, String part, String detail) {

    public enum Level {
        GOOD,
        /** Works, with something missing or late. */
        DEGRADED,
        /** Does not work. */
        BAD
    }

    public static Health good(String part) {
        return new Health(Level.GOOD, part, "");
    }

    public static Health degraded(String part, String detail) {
        return new Health(Level.DEGRADED, part, detail);
    }

    public static Health bad(String part, String detail) {
        return new Health(Level.BAD, part, detail);
    }
}
