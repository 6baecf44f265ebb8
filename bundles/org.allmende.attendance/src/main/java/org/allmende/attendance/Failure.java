/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * How something failed, as text: the {@link Throwable} would keep the class loader of the generation that threw it.
 *
 * @param text empty if nothing failed; the first line says what, the next ones where
 */
public record Failure(String text) {

    public static final Failure NONE = new Failure("");

    /** Lines that are kept: the first ones tell where. */
    private static final int LINES = 8;
    /** More of a text than this helps nobody. */
    private static final int LENGTH = 2_000;

    public static Failure of(Throwable thrown) {
        StringWriter all = new StringWriter();
        thrown.printStackTrace(new PrintWriter(all));
        return new Failure(all.toString()
                .lines()
                .limit(LINES)
                .map(String::strip)
                .reduce((one, other) -> one + "\n" + other)
                .orElse(thrown.getClass().getName()));
    }

    public boolean isNone() {
        return text.isEmpty();
    }

    public String firstLine() {
        return text.lines().findFirst().orElse("");
    }

    /** What goes into a row. */
    public String shortened() {
        return text.length() <= LENGTH ? text : text.substring(0, LENGTH - 1) + "…";
    }
}
