/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import com.ibm.icu.text.SpoofChecker;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A text as terms are compared with it: compatibility forms spelled out, lower case, without accents and invisible characters,
 * letters that look like others as those, cut into words; each word remembers where it stands in the original. A value;
 * thread-safe.
 *
 * <p>Combining marks are dropped one by one and each base character is normalized on its own, so time and memory are linear
 * in the length whatever is in the text. Some characters spell out to eighteen letters; after {@value #LONGEST} it ends, and says
 * so by {@link #isWhole}.
 */
public final class ComparableText {

    /** A word, and the part of the original that it was. */
    public record Word(String text, int start, int end) {}

    /** Several times what a post may have; more is made to keep checks busy. */
    static final int LONGEST = 400_000;

    private static final SpoofChecker LOOKS = new SpoofChecker.Builder().build();

    private final String original;
    private final List<Word> words;
    private final boolean whole;

    private ComparableText(String original, List<Word> words, boolean whole) {
        this.original = original;
        this.words = words;
        this.whole = whole;
    }

    public static ComparableText of(String original) {
        List<Word> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int start = -1;
        int end = 0;
        int length = 0;
        Map<Integer, String> known = new HashMap<>();
        for (int at = 0; at < original.length() && length <= LONGEST; ) {
            int point = original.codePointAt(at);
            int next = at + Character.charCount(point);
            if (!isInvisible(point)) {
                String folded = point < 0x80 ? folded(point) : known.computeIfAbsent(point, ComparableText::folded);
                length += folded.length();
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
        return new ComparableText(original, List.copyOf(words), length <= LONGEST);
    }

    public String original() {
        return original;
    }

    public List<Word> words() {
        return words;
    }

    /** Whether all of the text was read. */
    public boolean isWhole() {
        return whole;
    }

    private static String folded(int point) {
        if (point < 0x80) {
            return Character.toString(Character.toLowerCase(point));
        }
        String compatible = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD);
        StringBuilder bare = new StringBuilder(compatible.length());
        compatible.codePoints().filter(p -> !isMark(p)).forEach(bare::appendCodePoint);
        return looks(bare.toString().toLowerCase(Locale.ROOT));
    }

    /** The letters that it looks like; ASCII stays, or "corn" would be "com". */
    private static String looks(String letters) {
        if (letters.codePoints().allMatch(point -> point < 0x80)) {
            return letters;
        }
        String like = LOOKS.getSkeleton(letters).toLowerCase(Locale.ROOT);
        return like.equals("rn") ? "m" : like;
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
