/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
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

    /** As a catalogue has them: {@code name}, {@code description} and {@code translations} beside one another. */
    public static Names read(StrictJson.Node node, String id) {
        return read(node, node.field("translations"), id);
    }

    static Names read(StrictJson.Node usual, Optional<StrictJson.Node> translations, String id) {
        Map<Locale, Words> read = new HashMap<>();
        translations.ifPresent(all -> all.object()
                .forEach((tag, words) -> read.put(
                        language(words, tag), new Words(words.needed("name").text(), words.text("description", "")))));
        return new Names(new Words(usual.text("name", id), usual.text("description", "")), read);
    }

    private static Locale language(StrictJson.Node at, String tag) {
        try {
            return new Locale.Builder().setLanguageTag(tag).build();
        } catch (IllformedLocaleException e) {
            throw at.problem("\"" + tag + "\" is no language; one is de or pt-BR");
        }
    }

    /** What {@link #read(StrictJson.Node, String)} reads. */
    public void write(Map<String, Object> fields) {
        fields.put("name", usual.name());
        fields.put("description", usual.description());
        Map<String, Object> others = new LinkedHashMap<>();
        translations.forEach((locale, words) ->
                others.put(locale.toLanguageTag(), Map.of("name", words.name(), "description", words.description())));
        fields.put("translations", others);
    }
}
