/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.problem.Problem;

/** Reads what browsers and programs write into addresses and forms; strict, and bounded. */
public final class Decoding {

    private static final int MOST_PARAMETERS = 2_000;

    private Decoding() {}

    /**
     * An address in ASCII: what is not, and spaces, as percent escapes of UTF-8.
     *
     * @param also what else is to be escaped: {@code %?#} for a path that is not escaped yet
     */
    public static String escaped(String address, String also) {
        StringBuilder escaped = new StringBuilder(address.length());
        for (byte b : address.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > ' ' && b < 0x7F && also.indexOf(b) < 0;
            if (plain) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return escaped.toString();
    }

    /** Undoes percent escapes; empty if one is broken or the bytes are no UTF-8. */
    static Optional<String> percent(String text, boolean plusIsSpace) {
        if (text.indexOf('%') < 0) {
            return Optional.of(plusIsSpace ? text.replace('+', ' ') : text);
        }
        byte[] bytes = new byte[text.length() * 3];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes[length++] = ' ';
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                byte[] encoded = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(encoded, 0, bytes, length, encoded.length);
                length += encoded.length;
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * Adds what {@code name=value&…} says to {@code into}.
     *
     * @param where how to call it in an error: {@code query} or {@code body}
     * @throws org.allmende.api.problem.ProblemException naming the column if an escape is broken
     */
    public static Map<String, List<String>> form(String text, Map<String, List<String>> into, String where) {
        int from = 0;
        int count = 0;
        while (from < text.length()) {
            int end = text.indexOf('&', from);
            end = end < 0 ? text.length() : end;
            if (end > from) {
                int equals = text.indexOf('=', from);
                boolean hasValue = equals >= 0 && equals < end;
                String name = decoded(text, from, hasValue ? equals : end, where);
                String value = hasValue ? decoded(text, equals + 1, end, where) : "";
                into.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
                if (++count > MOST_PARAMETERS) {
                    throw Problem.of(
                                    "invalid",
                                    400,
                                    "Too many parameters",
                                    "The " + where + " has more than " + MOST_PARAMETERS + " parameters.")
                            .asException();
                }
            }
            from = end + 1;
        }
        return into;
    }

    private static String decoded(String text, int from, int to, String where) {
        return percent(text.substring(from, to), true).orElseThrow(() -> Problem.of(
                        "malformed",
                        400,
                        "The " + where + " can't be read",
                        "An escape (%) near column " + (from + 1) + " is not two hexadecimal digits of UTF-8 text.")
                .asException());
    }

    public static Map<String, List<String>> form(String text, String where) {
        return form(text, new LinkedHashMap<>(), where);
    }

    /** Replaces NUL and lone surrogates, which neither the store nor a page can carry. */
    public static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return cleaned(text);
            }
        }
        return text;
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            clean.appendCodePoint(c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c);
        }
        return clean.toString();
    }

    /** On one line: without control characters and without space around. */
    public static String line(String text) {
        String clean = clean(text).strip();
        for (int i = 0; i < clean.length(); i++) {
            if (Character.isISOControl(clean.charAt(i))) {
                StringBuilder line = new StringBuilder(clean.length());
                clean.codePoints().filter(c -> !Character.isISOControl(c)).forEach(line::appendCodePoint);
                return line.toString().strip();
            }
        }
        return clean;
    }
}
