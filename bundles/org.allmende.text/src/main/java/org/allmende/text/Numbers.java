/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import java.text.NumberFormat;
import java.util.Locale;

/** Writes numbers as readers of a locale do. */
final class Numbers {

    private Numbers() {}

    static String format(Number number, Locale locale) {
        long whole = number.longValue();
        if (whole >= 0 && whole < 1000 && whole == number.doubleValue() && usesAsciiDigits(locale)) {
            return Long.toString(whole); // most numbers on a page; a format object is dear
        }
        return NumberFormat.getInstance(locale).format(number);
    }

    private static boolean usesAsciiDigits(Locale locale) {
        return switch (locale.getLanguage()) {
            case "en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "tr", "" ->
                locale.getUnicodeLocaleType("nu") == null;
            default -> false;
        };
    }
}
