/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import com.ibm.icu.text.MessagePattern;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * English as nobody writes it: accented, longer and in brackets. Whoever reads the site in it sees at once which text
 * does not come from a message, which is cut off, and which is glued together.
 */
final class PseudoLocale {

    static final Locale LOCALE = Locale.forLanguageTag("en-XA");

    private static final String FROM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String TO = "ÅƁÇÐÉƑĜĤÎĴĶĻḾÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž";
    private static final String PADDING = "öñé ţŵö ţĥŕéé ƒöûŕ ƒîṽé šîẋ šéṽéñ éîĝĥţ ñîñé ţéñ";

    private PseudoLocale() {}

    /** The pattern with its words changed and what is filled in left alone. */
    static String pattern(String source) {
        String accented;
        try {
            accented = source.indexOf('{') < 0 && source.indexOf('\'') < 0 ? text(source) : words(source);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return source; // broken: shown as its key, as in any language
        }
        int more = Math.min(PADDING.length(), 2 + source.length() / 4);
        return "[" + accented + " " + PADDING.substring(0, more).strip() + "]";
    }

    static String text(CharSequence plain) {
        StringBuilder accented = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            accented.append(letter(plain.charAt(i)));
        }
        return accented.toString();
    }

    private static char letter(char c) {
        int at = c < 128 ? FROM.indexOf(c) : -1;
        return at < 0 ? c : TO.charAt(at);
    }

    /** Changes what lies in a message (the whole, or a branch of a plural) but not in an argument. */
    private static String words(String source) {
        MessagePattern pattern = new MessagePattern(source);
        StringBuilder result = new StringBuilder(source.length());
        Deque<Boolean> inMessage = new ArrayDeque<>();
        inMessage.push(false);
        int from = 0;
        for (int i = 0; i < pattern.countParts(); i++) {
            MessagePattern.Part part = pattern.getPart(i);
            int at = Math.max(part.getIndex(), from);
            String between = source.substring(from, at);
            result.append(inMessage.element() ? text(between) : between);
            result.append(source, at, Math.max(at, part.getLimit()));
            from = Math.max(at, part.getLimit());
            switch (part.getType()) {
                case MSG_START -> inMessage.push(true);
                case ARG_START -> inMessage.push(false);
                case MSG_LIMIT, ARG_LIMIT -> inMessage.pop();
                default -> {}
            }
        }
        return result.append(source.substring(from)).toString();
    }
}
