/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allmende.api.content.Picture;

/**
 * Makes what people send fit to be kept, and finds what is in it.
 *
 * <p>What no text can hold (NUL and other controls, halves of characters) becomes U+FFFD; everything else stays as written,
 * any number of combining marks included. All run in time proportional to the text.
 */
public final class Texts {

    private static final int MENTIONS_LIMIT = 20;

    /** An at sign that begins a word, and the name behind it; addresses such as a@b.c are none. */
    private static final Pattern MENTION = Pattern.compile(
            "(?<![\\p{L}\\p{N}_@/.])@([\\p{L}\\p{N}_](?:[\\p{L}\\p{N}\\p{M}_.-]{0,58}[\\p{L}\\p{N}\\p{M}_])?)");

    /** Bounded everywhere: nothing that one types makes it slow. */
    private static final Pattern PICTURE =
            Pattern.compile("!\\[([^\\[\\]\\n]{0,300})\\]\\(\\s{0,3}<?(https?://[^\\s)>]{1,2000}|/[^\\s)>]{1,2000})");

    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}]+");

    private Texts() {}

    /** Text of several lines. */
    public static String body(String given) {
        return clean(given, true).strip();
    }

    /** Text of one line: white space is one space. */
    public static String line(String given) {
        return WHITE_SPACE.matcher(clean(given, false)).replaceAll(" ").strip();
    }

    /** Whether there is nothing to see in it. */
    public static boolean isEmpty(String text) {
        return text.codePoints().allMatch(Texts::isInvisible);
    }

    /**
     * The first sign that one does not see but that changes how the rest looks, such as U+202E, which turns it round. Not the two
     * joiners, which Persian, Hindi and emoji are written with.
     */
    public static OptionalInt unseen(String text) {
        return text.codePoints()
                .filter(point -> Character.getType(point) == Character.FORMAT && point != 0x200C && point != 0x200D)
                .findFirst();
    }

    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** A tag in its one form: lower case, without the sign before it, hyphens for spaces. */
    public static String tag(String given) {
        String text = line(given).toLowerCase(Locale.ROOT);
        while (text.startsWith("#")) {
            text = text.substring(1).strip();
        }
        return text.replace(' ', '-');
    }

    /** Whether a tag is one of those that no address can end with: browsers read them as a way up. */
    public static boolean isDots(String tag) {
        return tag.equals(".") || tag.equals("..");
    }

    /** The names behind at signs, in order, each once; those in code are none. */
    public static List<String> mentions(String body) {
        if (body.indexOf('@') < 0) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = MENTION.matcher(withoutCode(body));
        while (matcher.find() && names.size() < MENTIONS_LIMIT) {
            names.add(matcher.group(1));
        }
        return List.copyOf(names);
    }

    /** The pictures in a Markdown text; their size is not known from it. */
    public static List<Picture> pictures(String body) {
        if (!body.contains("![")) {
            return List.of();
        }
        List<Picture> pictures = new ArrayList<>();
        Matcher matcher = PICTURE.matcher(body);
        while (matcher.find()) {
            pictures.add(new Picture(matcher.group(2), matcher.group(1).strip(), 0, 0));
        }
        return pictures;
    }

    /** The text with spaces in place of what stands between backticks or in a fence. */
    private static String withoutCode(String body) {
        if (body.indexOf('`') < 0) {
            return body;
        }
        StringBuilder text = new StringBuilder(body.length());
        int at = 0;
        while (at < body.length()) {
            if (body.charAt(at) != '`') {
                text.append(body.charAt(at++));
                continue;
            }
            int open = at;
            while (at < body.length() && body.charAt(at) == '`') {
                at++;
            }
            String ticks = body.substring(open, at);
            int close = body.indexOf(ticks, at);
            if (close < 0) {
                text.append(ticks);
            } else {
                text.append(' ');
                at = close + ticks.length();
            }
        }
        return text.toString();
    }

    private static String clean(String given, boolean lines) {
        StringBuilder text = new StringBuilder(given.length());
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            if (c == '\r') {
                boolean pair = i + 1 < given.length() && given.charAt(i + 1) == '\n';
                if (!pair) {
                    text.append('\n');
                }
            } else if (c == '\n' || c == '\t') {
                text.append(lines ? c : ' ');
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < given.length()
                    && Character.isLowSurrogate(given.charAt(i + 1))) {
                text.append(c).append(given.charAt(++i));
            } else if (Character.isSurrogate(c) || c < 0x20 || c == 0x7f) {
                text.append('\uFFFD');
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> true;
            default -> c == 0x2800 || c == 0x3164 || c == 0x115F || c == 0x1160 || c == 0xFFA0;
        };
    }
}
