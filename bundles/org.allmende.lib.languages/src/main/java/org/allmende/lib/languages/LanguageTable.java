/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lib.languages;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How likely each sequence of one to five letters is in each of 75 languages, and the guess that follows for a text.
 * Languages whose script no other has need no table ({@link Script}).
 *
 * <p>Takes 15 MB and a fifth of a second to load: whoever needs it keeps it, and lets it go. Immutable, thread-safe.
 */
public final class LanguageTable {

    /**
     * @param language BCP 47; {@code und} where it can't tell
     * @param confidence 0 to 1: how often such a guess is right
     */
    public record Guess(String language, double confidence) {
        public static final Guess UNKNOWN = new Guess("und", 0);
    }

    private static final String FILE = "languages.table";

    private static final int LONGEST = 5;
    private static final float UNSEEN = -14;
    private static final float STEPS = 24;

    /** After so many letters nothing changes any more. */
    private static final int ENOUGH_LETTERS = 600;

    /** The sequences of a text overlap, so they are worth less than if each stood for itself. Found by measuring. */
    private static final double WORTH = 0.3;

    /** Below this it can't tell. */
    private static final double LEAST = 0.15;

    private final String[] languages;
    private final int[] begin;
    private final byte[] buckets;

    private LanguageTable(String[] languages, int[] begin, byte[] buckets) {
        this.languages = languages;
        this.begin = begin;
        this.buckets = buckets;
    }

    /** Whether there is something to load; does not read it. */
    public static boolean isThere() {
        return LanguageTable.class.getResource(FILE) != null;
    }

    /** Reads the table that lies in this bundle. */
    public static LanguageTable load() {
        try (InputStream file = LanguageTable.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("languages.table is missing in the bundle; build it again");
            }
            DataInputStream in = new DataInputStream(new BufferedInputStream(file, 1 << 16));
            String[] languages = new String[in.readInt()];
            for (int i = 0; i < languages.length; i++) {
                languages[i] = in.readUTF();
            }
            byte[] buckets = new byte[in.readInt()];
            int[] begin = new int[(1 << 18) + 1];
            for (int i = 0; i < begin.length; i++) {
                begin[i] = in.readInt();
            }
            in.readFully(buckets);
            return new LanguageTable(languages, begin, buckets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it can guess, BCP 47. */
    public Set<String> languages() {
        Set<String> all = new TreeSet<>(Script.languages());
        all.addAll(List.of(languages));
        return all;
    }

    /** Never throws, whatever the text; in time linear in its length, at most that of some hundred letters. */
    public Guess guess(String text) {
        Letters letters = Letters.of(text, ENOUGH_LETTERS);
        if (letters.count() == 0) {
            return Guess.UNKNOWN;
        }
        Optional<Guess> byScript = Script.guess(letters);
        return byScript.orElseGet(() -> bySequences(letters));
    }

    private Guess bySequences(Letters letters) {
        float[] scores = scores(letters.chars(), letters.length());
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        if (scores[best] <= UNSEEN * LONGEST * letters.count() * 0.99f) {
            return Guess.UNKNOWN; // no language has letters like these
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(WORTH * (score - scores[best]));
        }
        double confidence = 1 / sum;
        return confidence < LEAST ? Guess.UNKNOWN : new Guess(languages[best], confidence);
    }

    /** For each language the sum over all positions and lengths; what it does not know counts as its beginning does. */
    private float[] scores(char[] chars, int length) {
        float[] scores = new float[languages.length];
        float[] current = new float[languages.length];
        for (int start = 0; start < length; start++) {
            Arrays.fill(current, UNSEEN);
            long hash = 0;
            for (int end = start; end < Math.min(start + LONGEST, length) && chars[end] != Letters.BREAK; end++) {
                hash = (hash + chars[end] + 1) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 29;
                look(hash * 0xBF58476D1CE4E5B9L, current);
                for (int i = 0; i < scores.length; i++) {
                    scores[i] += current[i];
                }
            }
        }
        return scores;
    }

    private void look(long hash, float[] current) {
        int bucket = (int) ((hash ^ Long.MIN_VALUE) >>> 46);
        int at = begin[bucket];
        int sequences = buckets[at] & 0xFF;
        int values = at + 1 + 3 * sequences;
        int mark = (int) (hash >>> 30) & 0xFFFF;
        for (int i = 0; i < sequences; i++) {
            int head = at + 1 + 3 * i;
            int count = buckets[head + 2] & 0xFF;
            if (((buckets[head] & 0xFF) << 8 | buckets[head + 1] & 0xFF) == mark) {
                for (int j = 0; j < count; j++) {
                    int value = (buckets[values + 2 * j] & 0xFF) << 8 | buckets[values + 2 * j + 1] & 0xFF;
                    current[value >>> 9] = -(value & 511) / STEPS;
                }
                return;
            }
            values += 2 * count;
        }
    }
}
