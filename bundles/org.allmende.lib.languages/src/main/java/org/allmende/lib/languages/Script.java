/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lib.languages;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.lib.languages.LanguageTable.Guess;

/** Languages that are known by their script alone, or nearly so. */
final class Script {

    /** Scripts that one living language has for itself, or that nearly all who write it write one language in. */
    private static final Map<UnicodeScript, String> OWN = new EnumMap<>(Map.ofEntries(
            Map.entry(UnicodeScript.GREEK, "el"),
            Map.entry(UnicodeScript.ARMENIAN, "hy"),
            Map.entry(UnicodeScript.GEORGIAN, "ka"),
            Map.entry(UnicodeScript.HANGUL, "ko"),
            Map.entry(UnicodeScript.THAI, "th"),
            Map.entry(UnicodeScript.LAO, "lo"),
            Map.entry(UnicodeScript.KHMER, "km"),
            Map.entry(UnicodeScript.MYANMAR, "my"),
            Map.entry(UnicodeScript.TAMIL, "ta"),
            Map.entry(UnicodeScript.TELUGU, "te"),
            Map.entry(UnicodeScript.KANNADA, "kn"),
            Map.entry(UnicodeScript.MALAYALAM, "ml"),
            Map.entry(UnicodeScript.GUJARATI, "gu"),
            Map.entry(UnicodeScript.GURMUKHI, "pa"),
            Map.entry(UnicodeScript.ORIYA, "or"),
            Map.entry(UnicodeScript.SINHALA, "si"),
            Map.entry(UnicodeScript.BENGALI, "bn"),
            Map.entry(UnicodeScript.TIBETAN, "bo"),
            Map.entry(UnicodeScript.THAANA, "dv"),
            Map.entry(UnicodeScript.HEBREW, "he"),
            Map.entry(UnicodeScript.HIRAGANA, "ja"),
            Map.entry(UnicodeScript.KATAKANA, "ja")));

    private static final String TIGRINYA = "ኣሕዓዕኸዀዝ";
    private static final String AMHARIC = "አየውችሽኛዎ";

    private Script() {}

    static Set<String> languages() {
        Set<String> all = new HashSet<>(OWN.values());
        all.addAll(Set.of("zh", "am", "ti"));
        return all;
    }

    /** Empty if the script that most letters are in is shared by several languages. */
    static Optional<Guess> guess(Letters letters) {
        Map<UnicodeScript, Integer> counts = new EnumMap<>(UnicodeScript.class);
        for (int i = 0; i < letters.length(); i++) {
            if (letters.chars()[i] != Letters.BREAK) {
                counts.merge(UnicodeScript.of(letters.chars()[i]), 1, Integer::sum);
            }
        }
        int kana = counts.getOrDefault(UnicodeScript.HIRAGANA, 0) + counts.getOrDefault(UnicodeScript.KATAKANA, 0);
        int han = counts.getOrDefault(UnicodeScript.HAN, 0);
        int all = letters.count();
        if (2 * (kana + han) > all) {
            // Chinese is never written with kana, Japanese hardly ever without: only some words are.
            return Optional.of(kana > 0 ? new Guess("ja", 0.99) : new Guess("zh", han > 4 ? 0.98 : 0.8));
        }
        for (Map.Entry<UnicodeScript, Integer> script : counts.entrySet()) {
            boolean most = 2 * script.getValue() > all;
            if (most && script.getKey() == UnicodeScript.ETHIOPIC) {
                return Optional.of(ethiopic(letters));
            }
            if (most && OWN.containsKey(script.getKey())) {
                return Optional.of(new Guess(OWN.get(script.getKey()), 0.99));
            }
        }
        return Optional.empty();
    }

    /**
     * Tigrinya keeps sounds, and so letters, that Amharic has lost, and writes the glottal stop with another letter;
     * Amharic begins its genitives and ends its plurals with letters that Tigrinya seldom needs.
     */
    private static Guess ethiopic(Letters letters) {
        int tigrinya = 0;
        int amharic = 0;
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.chars()[i];
            if (TIGRINYA.indexOf(c) >= 0 || (c >= '\u1250' && c <= '\u125D')) {
                tigrinya++;
            } else if (AMHARIC.indexOf(c) >= 0) {
                amharic++;
            }
        }
        double sure = Math.abs(tigrinya - amharic) > 1 ? 0.95 : 0.75;
        return tigrinya > amharic ? new Guess("ti", sure) : new Guess("am", sure);
    }
}
