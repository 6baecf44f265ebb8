/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

import java.util.Arrays;

/**
 * How long posts and threads are and how unevenly members write. Without a sample, the shape of an ordinary forum; with one, the
 * sample's: lengths are drawn from its quantiles.
 *
 * @param words of posts, ascending; a draw picks between two neighbours
 * @param replies of topics, ascending
 * @param openings words of first posts, ascending
 * @param keenness 1: all members write as much; more: few write most
 */
record Shape(int[] words, int[] replies, int[] openings, double keenness) {

    /** Medians of 25, 4 and 45 with long tails; a tenth of the members writes two thirds. */
    static Shape ordinary() {
        return new Shape(curve(25, 0.95, 1500), curve(4, 1.25, 3000), curve(45, 0.8, 2500), 2.6);
    }

    private static int[] curve(double median, double spread, int most) {
        Dice dice = new Dice(1);
        int[] drawn = new int[4096];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (int) Math.min(most, dice.logNormal(median, spread));
        }
        Arrays.sort(drawn);
        return drawn;
    }

    int drawWords(Dice dice) {
        return Math.max(1, draw(words, dice));
    }

    int drawReplies(Dice dice) {
        return draw(replies, dice);
    }

    int drawOpening(Dice dice) {
        return Math.max(3, draw(openings, dice));
    }

    private static int draw(int[] ascending, Dice dice) {
        int at = dice.below(ascending.length);
        int low = ascending[at];
        int high = at + 1 < ascending.length ? ascending[at + 1] : low;
        return low + dice.below(high - low + 1);
    }
}
