/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A text as terms are compared with it: NFKC, lower case, without accents and invisible characters, cut into words; each
 * word remembers where it stands in the original. A value; thread-safe.
 *
 * <p>Combining marks are dropped one by one and each base character is normalized on its own, so time and memory are linear
 * in the length whatever is in the text.
 */
public final class ComparableText {

    /** A word, and the part of the original that it was. */
    public record Word(String text, int start, int end) {}

    private final String original;
    private final List<Word> words;

    private ComparableText(String original, List<Word> words) {
        this.original = original;
        this.words = words;
    }

    public static ComparableText of(String original) {
        List<Word> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int start = -1;
        int end = 0;
        for (int at = 0; at < original.length(); ) {
            int point = original.codePointAt(at);
            int next = at + Character.charCount(point);
            if (!isInvisible(point)) {
                String folded = folded(point);
                if (folded.isEmpty() && isMark(point)) {
                    end = start >= 0 ? next : end;
                } else if (isWordText(folded)) {
                    start = start < 0 ? at : start;
                    end = next;
                    word.append(folded);
                } else if (start >= 0) {
                    words.add(new Word(word.toString(), start, end));
                    word.setLength(0);
                    start = -1;
                }
            }
            at = next;
        }
        if (start >= 0) {
            words.add(new Word(word.toString(), start, end));
        }
        return new ComparableText(original, List.copyOf(words));
    }

    public String original() {
        return original;
    }

    public List<Word> words() {
        return words;
    }

    private static String folded(int point) {
        if (point < 0x80) {
            return Character.toString(Character.toLowerCase(point));
        }
        String compatible = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD);
        StringBuilder bare = new StringBuilder(compatible.length());
        compatible.codePoints().filter(p -> !isMark(p)).forEach(bare::appendCodePoint);
        return bare.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isWordText(String folded) {
        return !folded.isEmpty() && folded.codePoints().allMatch(Character::isLetterOrDigit);
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** Zero-width characters, bidirectional controls and soft hyphens: they separate nothing that a reader sees. */
    private static boolean isInvisible(int point) {
        return Character.getType(point) == Character.FORMAT;
    }

    @Override
    public String toString() {
        return Arrays.toString(words.stream().map(Word::text).toArray());
    }
}
