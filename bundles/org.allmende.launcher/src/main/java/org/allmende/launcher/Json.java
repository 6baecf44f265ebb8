/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes the little JSON that the launcher meets: {@code runtime.json} and the lines of the console's socket.
 *
 * <p>Strict: a duplicate key, a trailing word or a nesting deeper than {@value #DEPTH} is an error that names line and column.
 * The launcher's class path is loaded before anything else and stays in memory, so it carries no JSON library. Not for what
 * people upload: that is read by the plugins bundle. Each call stands alone; safe for concurrent use.
 */
final class Json {

    private static final int DEPTH = 64;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * @return {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Long}, {@code Double}, {@code Boolean} or null
     * @throws IllegalArgumentException naming line and column
     */
    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value(0);
        json.space();
        if (json.at < text.length()) {
            throw json.wrong("nothing may follow the value");
        }
        return value;
    }

    /** As {@link #read}, for texts that must be an object. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) {
        if (read(text) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("line 1, column 1: an object is expected");
    }

    /** One line; understands what {@link #read} returns. */
    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case String string -> quote(string, out);
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator);
                    quote(entry.getKey().toString(), out);
                    out.append(':');
                    write(entry.getValue(), out);
                    separator = ",";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                String separator = "[";
                for (Object item : list) {
                    out.append(separator);
                    write(item, out);
                    separator = ",";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            default -> out.append(value);
        }
    }

    private static void quote(String string, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
                out.append("\\u").append(Character.forDigit(c >> 12, 16)).append(Character.forDigit(c >> 8 & 15, 16));
                out.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private Object value(int depth) {
        if (depth > DEPTH) {
            throw wrong("nested deeper than " + DEPTH);
        }
        space();
        if (at == text.length()) {
            throw wrong("a value is missing");
        }
        return switch (text.charAt(at)) {
            case '{' -> map(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> map(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        at++;
        if (next('}')) {
            return map;
        }
        do {
            space();
            int start = at;
            if (at == text.length() || text.charAt(at) != '"') {
                throw wrong("a key in quotes is expected");
            }
            String key = string();
            if (map.containsKey(key)) {
                at = start;
                throw wrong("the key \"" + key + "\" is there twice");
            }
            expect(':');
            map.put(key, value(depth + 1));
        } while (next(','));
        expect('}');
        return map;
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        at++;
        if (next(']')) {
            return list;
        }
        do {
            list.add(value(depth + 1));
        } while (next(','));
        expect(']');
        return list;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            if (at == text.length()) {
                throw wrong("the closing quote is missing");
            }
            char c = text.charAt(at);
            if (c < ' ') {
                throw wrong("a control character must be escaped");
            }
            at++;
            if (c == '"') {
                return out.toString();
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at) : 0;
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                try {
                    char unit = (char) Integer.parseUnsignedInt(text, at, Math.min(at + 4, text.length()), 16);
                    at += 4;
                    yield unit;
                } catch (NumberFormatException | IndexOutOfBoundsException e) {
                    throw wrong("four hexadecimal digits must follow \\u");
                }
            }
            default -> {
                at--;
                throw wrong("there is no such escape");
            }
        };
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        if (!digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            at = start;
            throw wrong("a value is expected");
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return Double.valueOf(digits);
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value is expected");
        }
        at += word.length();
        return value;
    }

    private boolean next(char wanted) {
        space();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!next(wanted)) {
            throw wrong("'" + wanted + "' is expected");
        }
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String what) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            column++;
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            }
        }
        return new IllegalArgumentException("line " + line + ", column " + column + ": " + what);
    }
}
