/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.PrintStream;
import java.util.Map;

/** How far a word is, on one line of the terminal that is written over and over. Used by one thread. */
final class Bar {

    /** Whether standard error is a terminal; the command {@code allmende} looks, for the JVM cannot before 22. */
    static final boolean WANTED = Boolean.getBoolean("allmende.terminal");

    private static final int WIDTH = 30;

    private int shown;

    void show(PrintStream terminal, Map<?, ?> progress) {
        if (!WANTED) {
            return;
        }
        String line =
                line(String.valueOf(progress.get("what")), number(progress.get("done")), number(progress.get("total")));
        terminal.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        terminal.flush();
        shown = line.length();
    }

    void clear(PrintStream terminal) {
        if (shown > 0) {
            terminal.print("\r" + " ".repeat(shown) + "\r");
            shown = 0;
        }
    }

    /** A total of 0 is one that nobody knows: then only the count is shown. */
    static String line(String what, long done, long total) {
        if (total <= 0) {
            return what + "  " + done;
        }
        int full = (int) (WIDTH * Math.min(done, total) / total);
        return what + " [" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + 100 * Math.min(done, total) / total
                + " %  " + done + " / " + total;
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
