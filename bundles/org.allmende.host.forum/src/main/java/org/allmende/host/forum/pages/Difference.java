/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What changed between two texts, word by word: the longest common sequence of words between their common beginning and
 * their common end. Where that would take too long to find, the whole middle is shown as gone and new.
 */
public final class Difference {

    /** Words of the one times words of the other that are compared at most: 8 MB of memory for some milliseconds. */
    private static final long MOST_PAIRS = 2_000_000;

    private static final Pattern TOKEN = Pattern.compile("\\s+|[\\p{L}\\p{M}\\p{N}]+|[^\\s\\p{L}\\p{M}\\p{N}]");

    /** What became of a piece of text. */
    public enum Fate {
        SAME,
        GONE,
        NEW
    }

    public record Piece(Fate fate, String text) {}

    private Difference() {}

    public static List<Piece> between(String before, String after) {
        List<String> old = tokens(before);
        List<String> now = tokens(after);
        int start = 0;
        int least = Math.min(old.size(), now.size());
        while (start < least && old.get(start).equals(now.get(start))) {
            start++;
        }
        int end = 0;
        while (end < least - start && old.get(old.size() - 1 - end).equals(now.get(now.size() - 1 - end))) {
            end++;
        }
        List<Piece> pieces = new ArrayList<>();
        old.subList(0, start).forEach(word -> pieces.add(new Piece(Fate.SAME, word)));
        pieces.addAll(middle(old.subList(start, old.size() - end), now.subList(start, now.size() - end)));
        old.subList(old.size() - end, old.size()).forEach(word -> pieces.add(new Piece(Fate.SAME, word)));
        return joined(pieces);
    }

    private static List<Piece> middle(List<String> old, List<String> now) {
        List<Piece> pieces = new ArrayList<>();
        if ((long) old.size() * now.size() > MOST_PAIRS) {
            pieces.add(new Piece(Fate.GONE, String.join("", old)));
            pieces.add(new Piece(Fate.NEW, String.join("", now)));
            return pieces;
        }
        int[][] common = common(old, now);
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                pieces.add(new Piece(Fate.SAME, old.get(i)));
                i++;
                j++;
            } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                pieces.add(new Piece(Fate.GONE, old.get(i++)));
            } else {
                pieces.add(new Piece(Fate.NEW, now.get(j++)));
            }
        }
        return pieces;
    }

    /** How many words the rest of the one from i and the rest of the other from j have in common, in order. */
    private static int[][] common(List<String> old, List<String> now) {
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private static List<Piece> joined(List<Piece> words) {
        List<Piece> pieces = new ArrayList<>();
        for (Piece word : words) {
            Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
            if (last != null && last.fate() == word.fate()) {
                pieces.set(pieces.size() - 1, new Piece(last.fate(), last.text() + word.text()));
            } else if (!word.text().isEmpty()) {
                pieces.add(word);
            }
        }
        return pieces;
    }
}
