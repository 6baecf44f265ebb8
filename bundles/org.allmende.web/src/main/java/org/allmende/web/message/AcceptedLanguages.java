/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what languages somebody asks for; whatever is odd in it counts for nothing. */
public final class AcceptedLanguages {

    private static final int MOST = 10;

    private record Weighted(Locale locale, double weight) {}

    private AcceptedLanguages() {}

    /** An Accept-Language header, best first. */
    public static List<Locale> of(String header) {
        List<Weighted> found = new ArrayList<>();
        for (String part : header.split(",", MOST + 1)) {
            if (found.size() == MOST) {
                break;
            }
            String[] pieces = part.split(";", 2);
            double weight = pieces.length < 2 ? 1 : weight(pieces[1]);
            if (weight > 0) {
                locale(pieces[0]).ifPresent(locale -> found.add(new Weighted(locale, weight)));
            }
        }
        found.sort(Comparator.comparingDouble(Weighted::weight).reversed());
        return found.stream().map(Weighted::locale).toList();
    }

    /** A language tag such as {@code de-AT}; {@code de_AT} is understood too. */
    public static Optional<Locale> locale(String tag) {
        String text = tag.strip().replace('_', '-');
        if (text.isEmpty() || text.length() > 35 || text.equals("*")) {
            return Optional.empty();
        }
        try {
            Locale locale = new Locale.Builder().setLanguageTag(text).build().stripExtensions();
            return locale.getLanguage().isEmpty() ? Optional.empty() : Optional.of(locale);
        } catch (IllformedLocaleException e) {
            return Optional.empty();
        }
    }

    private static double weight(String parameter) {
        String text = parameter.strip();
        if (!text.startsWith("q=")) {
            return 1;
        }
        try {
            double weight = Double.parseDouble(text.substring(2).strip());
            return weight >= 0 && weight <= 1 ? weight : 1;
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
