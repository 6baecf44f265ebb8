/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A language as a sample speaks it. The next word is what follows a random occurrence of the last one, so that words and
 * pairs come as often as in the sample; now and then (as often as the sample has words that it has once only) comes a word that it
 * does not have, so that the vocabulary goes on growing.
 */
final class LearnedSpeech implements Speech {

    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’-][\\p{L}\\p{M}]+)*|[.!?؟。]+");
    /** How often pairs of the sample are left for a word by itself: a chain that always follows would repeat the sample. */
    private static final double LEAP = 0.25;

    private final int[] tokens;
    /** Where each word stands in {@link #tokens}: the places of word {@code w} are from {@code starts[w]} on. */
    private final int[] starts;

    private final int[] places;
    private final byte[][] words;
    private final int[] themes;
    private final double unseen;
    private final InventedSpeech invented;

    private LearnedSpeech(List<Integer> sample, List<String> vocabulary, InventedSpeech invented) {
        this.invented = invented;
        this.tokens = sample.stream().mapToInt(Integer::intValue).toArray();
        this.words = vocabulary.stream()
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        int[] counts = new int[vocabulary.size()];
        for (int token : tokens) {
            if (token != STOP) {
                counts[token]++;
            }
        }
        this.starts = new int[counts.length + 1];
        int once = 0;
        int all = 0;
        List<Integer> telling = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            starts[i + 1] = starts[i] + counts[i];
            all += counts[i];
            once += counts[i] == 1 ? 1 : 0;
        }
        for (int i = 0; i < counts.length; i++) {
            // What a text is about is named by words that are neither everywhere nor slips.
            if (counts[i] > 1
                    && counts[i] < Math.max(5, all / 2000)
                    && vocabulary.get(i).length() > 3) {
                telling.add(i);
            }
        }
        this.themes = telling.stream().mapToInt(Integer::intValue).toArray();
        this.unseen = all == 0 ? 1 : (double) once / all * 0.5;
        this.places = new int[starts[counts.length]];
        int[] filled = starts.clone();
        for (int at = 0; at < tokens.length; at++) {
            if (tokens[at] != STOP) {
                places[filled[tokens[at]]++] = at;
            }
        }
    }

    static Speech of(String language, List<String> texts) {
        Map<String, Integer> numbers = new HashMap<>();
        List<String> vocabulary = new ArrayList<>();
        List<Integer> sample = new ArrayList<>();
        for (String text : texts) {
            Matcher matcher = TOKEN.matcher(text);
            while (matcher.find()) {
                String token = matcher.group();
                if (!Character.isLetterOrDigit(token.codePointAt(0))) {
                    sample.add(STOP);
                } else if (token.length() <= 30) {
                    String word = token.toLowerCase(Locale.ROOT);
                    Integer number = numbers.get(word);
                    if (number == null) {
                        number = vocabulary.size();
                        numbers.put(word, number);
                        vocabulary.add(word);
                    }
                    sample.add(number);
                }
            }
            sample.add(STOP);
        }
        InventedSpeech invented = new InventedSpeech(language);
        return vocabulary.size() < 200 ? invented : new LearnedSpeech(sample, vocabulary, invented);
    }

    @Override
    public int after(int previous, Dice dice) {
        if (dice.chance(unseen)) {
            return words.length + 400 + dice.below(200_000);
        }
        if (previous == STOP || previous >= words.length || dice.chance(LEAP)) {
            int token;
            do {
                token = tokens[dice.below(tokens.length)];
            } while (token == STOP);
            return token;
        }
        int place = places[starts[previous] + dice.below(starts[previous + 1] - starts[previous])];
        return place + 1 < tokens.length ? tokens[place + 1] : STOP;
    }

    @Override
    public int theme(Dice dice) {
        return themes.length == 0 ? after(STOP, dice) : themes[dice.below(themes.length)];
    }

    @Override
    public byte[] bytes(int word) {
        return word < words.length ? words[word] : invented.bytes(word - words.length);
    }

    @Override
    public boolean isLatin() {
        return invented.isLatin();
    }
}
