/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopwordAnalyzerBase;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/**
 * How words become terms: folded (case and accents taken off) in every language, and by their stem in those listed here.
 *
 * <p>A language is one line in the table. The folded form finds what was typed as it was typed, names and unknown
 * languages included; the stem finds the other forms of a word. Thread-safe; closed with its component, since Lucene keeps
 * an analyzer's parts in the threads that used it.
 */
final class Tongues implements AutoCloseable {

    /** A language that nobody can tell. */
    static final String UNKNOWN = "und";

    private static final Map<String, Supplier<Tongue>> TABLE = table();

    /** @param small words that say nothing of what a text is about */
    private record Tongue(Analyzer stems, CharArraySet small) {
        static Tongue of(StopwordAnalyzerBase analyzer) {
            return new Tongue(analyzer, analyzer.getStopwordSet());
        }
    }

    private final Map<String, Tongue> tongues = new LinkedHashMap<>();
    private final String fallback;
    private final Analyzer folded = new Folded();
    private final Set<String> codes = new LinkedHashSet<>();
    /** Codes by the names of languages, by the language of these names. */
    private final Map<String, Map<String, String>> names = new ConcurrentHashMap<>();

    /** @param fallback the language of texts of which nobody can tell */
    Tongues(String fallback) {
        this.fallback = code(Locale.forLanguageTag(fallback));
        TABLE.forEach((language, analyzer) -> tongues.put(language, analyzer.get()));
        codes.addAll(tongues.keySet());
        codes.addAll(List.of(Locale.getISOLanguages()));
    }

    private static Map<String, Supplier<Tongue>> table() {
        Map<String, Supplier<Tongue>> table = new LinkedHashMap<>();
        table.put("en", () -> Tongue.of(new EnglishAnalyzer()));
        table.put("de", () -> Tongue.of(new GermanAnalyzer()));
        table.put("fr", () -> Tongue.of(new FrenchAnalyzer()));
        table.put("es", () -> Tongue.of(new SpanishAnalyzer()));
        table.put("it", () -> Tongue.of(new ItalianAnalyzer()));
        table.put("pt", () -> Tongue.of(new PortugueseAnalyzer()));
        table.put("nl", () -> new Tongue(new DutchAnalyzer(), DutchAnalyzer.getDefaultStopSet()));
        table.put("da", () -> Tongue.of(new DanishAnalyzer()));
        table.put("sv", () -> Tongue.of(new SwedishAnalyzer()));
        table.put("no", () -> Tongue.of(new NorwegianAnalyzer()));
        table.put("fi", () -> Tongue.of(new FinnishAnalyzer()));
        table.put("ru", () -> Tongue.of(new RussianAnalyzer()));
        table.put("tr", () -> Tongue.of(new TurkishAnalyzer()));
        table.put("ar", () -> Tongue.of(new ArabicAnalyzer()));
        return table;
    }

    /** The languages that have stems. */
    Set<String> languages() {
        return tongues.keySet();
    }

    Analyzer folded() {
        return folded;
    }

    /** The languages of {@code languages} that have stems; that of unknown texts if they are among them. */
    Set<String> spoken(Set<String> languages) {
        Set<String> spoken = new LinkedHashSet<>(languages);
        if (spoken.remove(UNKNOWN)) {
            spoken.add(fallback);
        }
        spoken.retainAll(tongues.keySet());
        return spoken;
    }

    Optional<Analyzer> stems(String language) {
        return Optional.ofNullable(tongues.get(language.equals(UNKNOWN) ? fallback : language))
                .map(Tongue::stems);
    }

    /** Whether there is a language of this code, with stems or without. */
    boolean isLanguage(String code) {
        return codes.contains(code);
    }

    /** The code of a language that is called so in itself, in English or in {@code locale}. */
    Optional<String> named(String name, Locale locale) {
        // Making the names of all languages costs a millisecond, and a question may name very many.
        Map<String, String> byName = names.computeIfAbsent(locale.getLanguage(), any -> names(locale));
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    private Map<String, String> names(Locale locale) {
        Map<String, String> byName = new HashMap<>();
        for (String code : codes) {
            Locale language = Locale.forLanguageTag(code);
            for (Locale in : List.of(Locale.ENGLISH, locale, language)) {
                byName.putIfAbsent(language.getDisplayLanguage(in).toLowerCase(Locale.ROOT), code);
            }
        }
        return byName;
    }

    /** As written in the index: the language without script or country; Norwegian's two as one. */
    static String code(Locale locale) {
        String language = locale.getLanguage();
        return switch (language) {
            case "nb", "nn" -> "no";
            case "" -> UNKNOWN;
            default -> language;
        };
    }

    /**
     * The language whose small words (the, and, of …) are most of the text's words, for when nobody else can tell; empty
     * unless one is clearly ahead.
     */
    Optional<String> guess(String text) {
        Map<String, Integer> seen = new LinkedHashMap<>();
        int words = 0;
        try (TokenStream stream = lowered(text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken() && words < 200) {
                words++;
                for (Map.Entry<String, Tongue> each : tongues.entrySet()) {
                    if (each.getValue().small().contains(term.buffer(), 0, term.length())) {
                        seen.merge(each.getKey(), 1, Integer::sum);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory can't be read", e);
        }
        String best = "";
        int most = 0;
        int second = 0;
        for (Map.Entry<String, Integer> each : seen.entrySet()) {
            if (each.getValue() > most) {
                second = most;
                most = each.getValue();
                best = each.getKey();
            } else {
                second = Math.max(second, each.getValue());
            }
        }
        return most >= 2 && most > second && most * 10 >= words ? Optional.of(best) : Optional.empty();
    }

    private static TokenStream lowered(String text) {
        StandardTokenizer words = new StandardTokenizer();
        words.setReader(new java.io.StringReader(text));
        return new LowerCaseFilter(words);
    }

    @Override
    public void close() {
        folded.close();
        tongues.values().forEach(each -> each.stems().close());
    }

    /** Words as they stand, without case and accents. */
    private static final class Folded extends Analyzer {

        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer words = new StandardTokenizer();
            return new TokenStreamComponents(words, new ASCIIFoldingFilter(new LowerCaseFilter(words)));
        }

        @Override
        protected TokenStream normalize(String field, TokenStream word) {
            return new ASCIIFoldingFilter(new LowerCaseFilter(word));
        }
    }
}
