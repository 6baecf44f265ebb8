/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a feature is called and what it is for, in the languages that its Feature JSON speaks: what is not installed yet has no
 * message bundle to ask.
 *
 * @param usual as it is called where no translation fits
 */
public record Names(Words usual, Map<Locale, Words> translations) {

    /** @param description may be empty */
    public record Words(String name, String description) {}

    public Names {
        translations = Map.copyOf(translations);
    }

    /** In one language only. */
    public static Names of(String name, String description) {
        return new Names(new Words(name, description), Map.of());
    }

    /** For a reader of {@code locale}: in their own language and region, else in their language. */
    public Words in(Locale locale) {
        return Optional.ofNullable(translations.get(locale))
                .or(() -> Optional.ofNullable(translations.get(Locale.of(locale.getLanguage()))))
                .orElse(usual);
    }
}
