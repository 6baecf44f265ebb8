/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lib.languages;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * The letters of a text in lower case, with a break wherever something else stands between them. Addresses and names with
 * an at sign before them are in no language and are left out.
 *
 * @param length how many of {@code chars} are filled
 * @param count how many of those are letters
 */
record Letters(char[] chars, int length, int count) {

    static final char BREAK = ' ';

    /** Possessive throughout: no text makes it slow. */
    private static final Pattern NO_LANGUAGE = Pattern.compile(
            "(?:https?://|www\\.)[^\\s<>]*+|[\\p{L}\\p{N}._%+-]++@[\\p{L}\\p{N}.-]++|[@#][\\p{L}\\p{N}_.-]++");

    static Letters of(String text, int most) {
        // What is longer cannot change the guess, but could take long.
        String some = text.length() > most * 8 ? text.substring(0, most * 8) : text;
        String words = NO_LANGUAGE.matcher(some).replaceAll(" ");
        String composed = Normalizer.isNormalized(words, Normalizer.Form.NFC)
                ? words
                : Normalizer.normalize(words, Normalizer.Form.NFC);
        char[] chars = new char[Math.min(composed.length(), 2 * most) + 1];
        int length = 0;
        int count = 0;
        boolean broken = true;
        for (int i = 0; i < composed.length() && count < most; i++) {
            char c = composed.charAt(i);
            if (Character.isLetter(c)) {
                chars[length++] = Character.toLowerCase(c);
                count++;
                broken = false;
            } else if (!broken) {
                chars[length++] = BREAK;
                broken = true;
            }
        }
        return new Letters(chars, length, count);
    }
}
