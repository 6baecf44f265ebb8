/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A language without a sample: its frequent words from a list of ours, the rest made of syllables. Ranks follow
 * Zipf-Mandelbrot with the constants that posts of forums show (about 1.2 and 2.7), so vocabulary grows with the text as it does
 * in life: a handful of words is half of it, and there is always another rare one.
 */
final class InventedSpeech implements Speech {

    private static final double EXPONENT = 1.2;
    private static final double SHIFT = 2.7;
    private static final int VOCABULARY = 400_000;
    private static final int TABLE = 1 << 16;

    private final byte[][] known;
    private final int small;
    private final String[] syllables;
    private final boolean latin;
    /** Word by share of all words, for the front of the curve; the rest is computed. */
    private final int[] front = new int[TABLE];

    private final double weight;
    /** Words that were spelt before: most of a text is made of few. */
    private final byte[][] made = new byte[2 * VOCABULARY][];

    InventedSpeech(String language) {
        this.latin = !language.equals("ar");
        String[] lines = list(language);
        String[] frequent = lines[0].split(" ");
        String[] content = lines[1].split(" ");
        this.small = frequent.length;
        this.known = new byte[frequent.length + content.length][];
        for (int i = 0; i < known.length; i++) {
            String word = i < small ? frequent[i] : content[i - small];
            known[i] = word.getBytes(StandardCharsets.UTF_8);
        }
        this.syllables = syllables(language);
        this.weight = area(VOCABULARY);
        for (int i = 0; i < TABLE; i++) {
            front[i] = rank((i + 0.5) / TABLE);
        }
    }

    private static String[] list(String language) {
        try (InputStream file = InventedSpeech.class.getResourceAsStream("/corpus/" + language + ".txt")) {
            if (file == null) {
                throw new IllegalArgumentException("there is no word list for " + language);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n");
        } catch (IOException e) {
            throw new IllegalStateException("the word list of " + language + " can't be read", e);
        }
    }

    private static String[] syllables(String language) {
        return switch (language) {
            case "de" ->
                "ab er ver ge be an auf ung heit lich keit isch stein berg hof mann feld bach land weg schaft tag werk zeug los bar sam haft lein chen tor burg wald"
                        .split(" ");
            case "es" ->
                "ca ra do na ta mi lo se ri co pa ma ción dad ero ista mente ble al es tra gu ve lu an ten por vi sol mar rio"
                        .split(" ");
            case "fr" ->
                "re de con mé par tou sé ain eur tion ment age iste ette oir eau lle ché bon vin pla cou gra mi sa lo pé dou fra bel"
                        .split(" ");
            case "ar" ->
                "با تا سا را ما نا لا كا فا دي ري سي مي ني لي قو رو سو مو نو حر شم كت درس قلم بحر نور عمر سفر"
                        .split(" ");
            default ->
                "con re pro ter ing ly ment able tion ness er est over under mark ford ton ville land wood ham side stone worth hill man ster ward light field"
                        .split(" ");
        };
    }

    /** The area under the curve up to a rank. */
    private static double area(double rank) {
        return (Math.pow(rank + SHIFT, 1 - EXPONENT) - Math.pow(SHIFT, 1 - EXPONENT)) / (1 - EXPONENT);
    }

    private int rank(double share) {
        double at = share * weight * (1 - EXPONENT) + Math.pow(SHIFT, 1 - EXPONENT);
        return Math.min(VOCABULARY - 1, (int) (Math.pow(at, 1 / (1 - EXPONENT)) - SHIFT));
    }

    @Override
    public int after(int previous, Dice dice) {
        int slot = dice.below(TABLE);
        int word = front[slot];
        // In the tail one slot stands for many words.
        return word < 2000 ? word : rank((slot + dice.share()) / TABLE);
    }

    @Override
    public int theme(Dice dice) {
        return dice.chance(0.8) ? small + dice.below(known.length - small) : known.length + dice.below(20_000);
    }

    @Override
    public byte[] bytes(int word) {
        if (word < known.length) {
            return known[word];
        }
        byte[] seen = made[word];
        if (seen == null) {
            seen = spell(word);
            made[word] = seen;
        }
        return seen;
    }

    private byte[] spell(int word) {
        StringBuilder spelt = new StringBuilder();
        int rest = (int) (word * 0x9E3779B1L >>> 3 & 0x7FFFFFFF);
        int n = syllables.length;
        // Mixed so that neighbours in rank do not look alike, and long enough to stay apart.
        for (int i = word; i > 0 || spelt.isEmpty(); i /= n) {
            spelt.append(syllables[Math.floorMod(i + rest, n)]);
            rest /= 7;
        }
        return spelt.toString().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isLatin() {
        return latin;
    }
}
