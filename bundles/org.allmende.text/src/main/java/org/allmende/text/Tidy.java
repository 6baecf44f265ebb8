/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

/** Makes any text one that a page can carry. */
final class Tidy {

    /** More marks on one letter than any language puts there. */
    private static final int MARKS = 8;

    private static final char REPLACEMENT = '\uFFFD';

    private Tidy() {}

    /**
     * Replaces NUL, lone surrogates and non-characters, drops other control characters and ends towers of combining
     * marks that would cover the neighbours' text. Gives the very same text back if there is nothing to do.
     */
    static String text(String text) {
        int length = text.length();
        int first = 0;
        while (first < length && isHarmless(text.charAt(first))) {
            first++;
        }
        if (first == length) {
            return text;
        }
        StringBuilder tidy = new StringBuilder(length).append(text, 0, first);
        int marks = 0;
        for (int i = first; i < length; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean mark = isMark(c);
            marks = mark ? marks + 1 : 0;
            if (mark && marks > MARKS) {
                continue;
            }
            if (c == 0 || (c >= 0xD800 && c <= 0xDFFF) || (c & 0xFFFE) == 0xFFFE) {
                tidy.append(REPLACEMENT);
            } else if (!Character.isISOControl(c) || c == '\n' || c == '\t' || c == '\r') {
                tidy.appendCodePoint(c);
            }
        }
        return tidy.toString();
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isHarmless(char c) {
        return c >= ' ' && c < 0x7F || c == '\n' || c == '\t' || c == '\r' || c >= 0xA0 && c < 0x300;
    }
}
