/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import java.util.Optional;

/**
 * Text in which CommonMark sees nothing but paragraphs and lines, which is most of what members write: its HTML without
 * asking a parser, and the same to the letter. Whatever might mean something to the parser is left to it.
 */
final class PlainWords {

    /** What starts a list, a heading's underline or a rule, at the start of a line. */
    private static final String LINE_MARKS = "-+=";

    private PlainWords() {}

    /**
     * The HTML; empty if that is for the parser to say.
     *
     * @param text tidied
     */
    static Optional<String> html(String text) {
        if (text.isEmpty() || !isLineEdge(text.charAt(0)) || mayHoldAddress(text)) {
            return Optional.empty();
        }
        StringBuilder html = new StringBuilder(text.length() + text.length() / 8 + 16).append("<p>");
        int length = text.length();
        boolean lineStart = true;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                int next = i + 1;
                while (next < length && text.charAt(next) == '\n') {
                    next++;
                }
                if (next < length) {
                    html.append(next == i + 1 ? "<br />\n" : "</p>\n<p>");
                }
                i = next - 1;
                lineStart = true;
                continue;
            }
            boolean lineEnd = i + 1 == length || text.charAt(i + 1) == '\n';
            if (isMark(c)
                    || (lineStart || lineEnd) && !isLineEdge(c)
                    || lineStart && (LINE_MARKS.indexOf(c) >= 0 || c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            lineStart = false;
            append(html, c);
        }
        return Optional.of(html.append("</p>\n").toString());
    }

    /** As the sanitizer writes them. */
    private static void append(StringBuilder html, char c) {
        switch (c) {
            case '"' -> html.append("&#34;");
            case '\'' -> html.append("&#39;");
            case '+' -> html.append("&#43;");
            case '=' -> html.append("&#61;");
            case '@' -> html.append("&#64;");
            default -> html.append(c);
        }
    }

    /** What may mean something to the parser or the sanitizer, wherever it stands. */
    private static boolean isMark(char c) {
        return switch (c) {
            case '\\', '`', '*', '_', '~', '[', ']', '<', '>', '&', '#', '{', '\t', '\r' -> true;
            default -> c >= 0x7F && c <= 0x9F || Character.isSurrogate(c) || c >= 0xFDD0;
        };
    }

    /** White space at the edge of a line is the parser's. */
    private static boolean isLineEdge(char c) {
        return !Character.isWhitespace(c) && !Character.isSpaceChar(c);
    }

    /** Bare addresses become links. */
    private static boolean mayHoldAddress(String text) {
        for (int dot = text.indexOf('.', 3); dot >= 0; dot = text.indexOf('.', dot + 1)) {
            if (text.regionMatches(true, dot - 3, "www", 0, 3)) {
                return true;
            }
        }
        return text.contains("://");
    }
}
