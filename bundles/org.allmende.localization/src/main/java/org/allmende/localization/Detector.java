/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import java.util.Locale;
import java.util.regex.Pattern;
import org.allmende.api.text.LanguageDetector;
import org.allmende.lib.languages.LanguageTable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says which language a text is in. What its author quotes is another's words, and code is in none: both count only if
 * there is nothing else. Thread-safe.
 */
@Component(service = {LanguageDetector.class, Detector.class})
public final class Detector implements LanguageDetector {

    /** What may be anything: a fence of code up to the next, code between backticks, a line of a quotation. */
    private static final Pattern NOT_OWN =
            Pattern.compile("(?ms)^```.*?(?:^```|\\z)|`[^`\\n]{1,200}`|^ {0,3}>[^\\n]*+");

    private final Tables tables;

    @Activate
    public Detector(@Reference Tables tables) {
        this.tables = tables;
    }

    @Override
    public Guess detect(String text) {
        if (text.isBlank()) {
            return Guess.UNKNOWN;
        }
        String some = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        String own = some.indexOf('>') < 0 && some.indexOf('`') < 0
                ? some
                : NOT_OWN.matcher(some).replaceAll(" ");
        LanguageTable table = tables.table();
        LanguageTable.Guess guess = table.guess(own);
        if (guess.equals(LanguageTable.Guess.UNKNOWN) && own.length() != some.length()) {
            guess = table.guess(some);
        }
        return guess.equals(LanguageTable.Guess.UNKNOWN)
                ? Guess.UNKNOWN
                : new Guess(Locale.forLanguageTag(guess.language()), guess.confidence());
    }

    /** More than this changes no guess. */
    private static final int LONGEST = 8_000;
}
