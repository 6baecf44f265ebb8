/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.web;

/** HTML that is safe to show: made by a template or by the sanitizer, never by joining text. */
public record Html(String value) {

    public static final Html NOTHING = new Html("");

    /** @param value comes from a template or the sanitizer */
    public static Html trusted(String value) {
        return value.isEmpty() ? NOTHING : new Html(value);
    }

    public boolean isNothing() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return value;
    }
}
