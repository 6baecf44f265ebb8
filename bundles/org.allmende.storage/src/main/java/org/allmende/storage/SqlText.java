/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes a text of SQL apart at the semicolons that end a statement: not those in quotes, comments or triggers. */
final class SqlText {

    /**
     * One statement.
     *
     * @param line where it begins, from 1
     * @param comments the lines of comment right before it
     */
    record Part(int line, String sql, List<String> comments) {}

    private final String text;
    private final List<Part> parts = new ArrayList<>();
    private int at;

    /** Of the statement being read; -1 before its first word. */
    private int start = -1;

    private List<String> comments = new ArrayList<>();
    private int words;
    private boolean creates;
    private boolean trigger;
    /** The two tokens before, to know the {@code ; END ;} that ends a trigger. */
    private String last = "";

    private String beforeLast = "";

    private SqlText(String text) {
        this.text = text;
    }

    static List<Part> split(String text) {
        SqlText reader = new SqlText(text);
        reader.read();
        return reader.parts;
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (text.startsWith("--", at)) {
                comment(end("\n", at + 2, false));
            } else if (text.startsWith("/*", at)) {
                comment(end("*/", at + 2, true));
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == ';') {
                semicolon();
            } else {
                begin();
                if (c == '\'' || c == '"' || c == '`') {
                    at = quoted(c);
                    token("quoted");
                } else if (c == '[') {
                    at = end("]", at + 1, true);
                    token("quoted");
                } else if (Character.isLetter(c) || c == '_') {
                    word();
                } else {
                    at++;
                    token(String.valueOf(c));
                }
            }
        }
        finish();
    }

    private void comment(int end) {
        if (start < 0) {
            comments.add(text.substring(at, end).strip());
        }
        at = end;
    }

    private void begin() {
        if (start < 0) {
            start = at;
        }
    }

    private void word() {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String word = text.substring(from, at).toUpperCase(Locale.ROOT);
        words++;
        if (words == 1) {
            creates = word.equals("CREATE");
        } else if (creates && words <= 3 && word.equals("TRIGGER")) {
            trigger = true;
        }
        token(word);
    }

    private void semicolon() {
        boolean inside = trigger && !(last.equals("END") && beforeLast.equals(";"));
        if (inside) {
            at++;
            token(";");
            return;
        }
        finish();
        at++;
    }

    private void finish() {
        if (start >= 0) {
            int line = 1
                    + (int) text.substring(0, start)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            parts.add(new Part(line, text.substring(start, at).strip(), List.copyOf(comments)));
        }
        start = -1;
        comments = new ArrayList<>();
        words = 0;
        creates = false;
        trigger = false;
        last = "";
        beforeLast = "";
    }

    private void token(String token) {
        beforeLast = last;
        last = token;
    }

    /** After the closing quote; a doubled quote does not close. */
    private int quoted(char quote) {
        int i = at + 1;
        while (i < text.length()) {
            if (text.charAt(i) == quote) {
                if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                    i++;
                } else {
                    return i + 1;
                }
            }
            i++;
        }
        return text.length();
    }

    private int end(String mark, int from, boolean including) {
        int found = text.indexOf(mark, from);
        if (found < 0) {
            return text.length();
        }
        return including ? found + mark.length() : found;
    }
}
