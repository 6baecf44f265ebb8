/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allmende.moderation.check.ComparableText.Word;

/**
 * Finds terms in a text, whole words only, in one pass over its words; cost grows with the text, hardly with the list.
 * A value; thread-safe.
 */
public final class TermIndex {

    /** A term and the part of the original text that matched it. */
    public record Match(Term term, int start, int end) {}

    private record Pattern(Term term, List<String> words, boolean open) {

        boolean matches(List<Word> text, int from) {
            if (from + words.size() > text.size()) {
                return false;
            }
            int last = words.size() - 1;
            for (int i = 0; i <= last; i++) {
                String word = text.get(from + i).text();
                boolean same = open && i == last ? word.startsWith(words.get(i)) : word.equals(words.get(i));
                if (!same) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Map<String, List<Pattern>> byFirstWord = new HashMap<>();
    private final Map<String, List<Pattern>> byFirstLetters = new HashMap<>();
    private int shortestOpen = Integer.MAX_VALUE;

    public TermIndex(List<Term> terms) {
        for (Term term : terms) {
            boolean open = term.text().endsWith("*");
            List<String> words = ComparableText.of(term.text()).words().stream()
                    .map(Word::text)
                    .toList();
            if (words.isEmpty()) {
                continue;
            }
            Pattern pattern = new Pattern(term, words, open);
            if (open && words.size() == 1) {
                byFirstLetters
                        .computeIfAbsent(words.get(0), w -> new ArrayList<>())
                        .add(pattern);
                shortestOpen = Math.min(shortestOpen, words.get(0).length());
            } else {
                byFirstWord
                        .computeIfAbsent(words.get(0), w -> new ArrayList<>())
                        .add(pattern);
            }
        }
    }

    /** In the order in which they stand in the text. */
    public List<Match> matches(ComparableText text) {
        List<Match> found = new ArrayList<>();
        List<Word> words = text.words();
        for (int at = 0; at < words.size(); at++) {
            collect(byFirstWord.getOrDefault(words.get(at).text(), List.of()), words, at, found);
            String word = words.get(at).text();
            for (int length = shortestOpen; length <= word.length() && length > 0; length++) {
                collect(byFirstLetters.getOrDefault(word.substring(0, length), List.of()), words, at, found);
            }
        }
        return found;
    }

    private static void collect(List<Pattern> patterns, List<Word> words, int at, List<Match> found) {
        for (Pattern pattern : patterns) {
            if (pattern.matches(words, at)) {
                int last = at + pattern.words().size() - 1;
                found.add(new Match(
                        pattern.term(), words.get(at).start(), words.get(last).end()));
            }
        }
    }
}
