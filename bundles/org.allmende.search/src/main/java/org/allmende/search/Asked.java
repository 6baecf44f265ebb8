/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What somebody typed, taken apart: words, {@code "phrases"}, {@code -not} and filters ({@code author: in: tag: lang:
 * before: after: is:}).
 *
 * <p>Whatever is typed means something: an open quote ends with the text, a filter without a value or with a date that is
 * none is words. Only the first {@value #LONGEST} characters and {@value #MOST} parts count.
 *
 * @param parts in the order typed
 */
record Asked(List<Part> parts) {

    static final int LONGEST = 1000;
    static final int MOST = 40;

    /** What a filter looks at. */
    enum Filter {
        AUTHOR,
        IN,
        TAG,
        LANG,
        BEFORE,
        AFTER,
        IS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Filter> of(String word) {
            for (Filter filter : values()) {
                if (filter.word().equals(word)) {
                    return Optional.of(filter);
                }
            }
            return Optional.empty();
        }
    }

    /** One part of the question. */
    sealed interface Part {
        boolean not();

        /** As it would be typed. */
        String source();
    }

    /** @param beginning whether the word may go on, {@code sum*} */
    record Word(String text, boolean beginning, boolean not) implements Part {
        @Override
        public String source() {
            return sign(not) + text + (beginning ? "*" : "");
        }
    }

    record Phrase(String text, boolean not) implements Part {
        @Override
        public String source() {
            return sign(not) + '"' + text + '"';
        }
    }

    record Chosen(Filter filter, String value, boolean not) implements Part {
        @Override
        public String source() {
            boolean plain = value.chars().noneMatch(c -> Character.isWhitespace(c) || c == '"');
            return sign(not) + filter.word() + ":" + (plain ? value : '"' + value.replace("\"", "") + '"');
        }
    }

    /** @param day the first day that counts for {@link Filter#AFTER}, the first that does not for {@link Filter#BEFORE} */
    record Dated(Filter filter, String value, LocalDate day, boolean not) implements Part {
        @Override
        public String source() {
            return sign(not) + filter.word() + ":" + value;
        }
    }

    /** What {@code is:} can be followed by. */
    static final Set<String> KINDS = Set.of("topic", "post", "answer");

    private static final Pattern QUOTES = Pattern.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]");
    private static final Pattern DAY = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})");
    private static final Pattern GERMAN_DAY = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");
    private static final Pattern MONTH = Pattern.compile("(\\d{4})-(\\d{1,2})");
    private static final Pattern YEAR = Pattern.compile("\\d{4}");

    Asked {
        parts = List.copyOf(parts);
    }

    static Asked parse(String typed) {
        String text = QUOTES.matcher(typed.length() > LONGEST ? typed.substring(0, LONGEST) : typed)
                .replaceAll("\"");
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length() && parts.size() < MOST) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            int end = end(text, at);
            add(parts, text.substring(at, end));
            at = end;
        }
        return new Asked(parts);
    }

    /** Where the part that begins at {@code from} ends: at white space outside quotes, or behind a closing quote. */
    private static int end(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                if (quoted) {
                    return i + 1;
                }
                // A quote in the middle of a word begins a phrase of its own, save behind a filter's colon or a minus.
                if (i > from && text.charAt(i - 1) != ':' && !(i == from + 1 && text.charAt(from) == '-')) {
                    return i;
                }
                quoted = true;
            } else if (!quoted && Character.isWhitespace(c)) {
                return i;
            }
        }
        return text.length();
    }

    private static void add(List<Part> parts, String typed) {
        boolean not = typed.length() > 1 && typed.charAt(0) == '-';
        String rest = not ? typed.substring(1) : typed;
        if (rest.startsWith("\"")) {
            String phrase = unquoted(rest).strip();
            if (!phrase.isEmpty()) {
                parts.add(new Phrase(phrase, not));
            }
            return;
        }
        int colon = rest.indexOf(':');
        if (colon > 0) {
            String value = unquoted(rest.substring(colon + 1)).strip();
            Optional<Filter> filter =
                    Filter.of(rest.substring(0, colon).toLowerCase(Locale.ROOT)).filter(f -> !value.isEmpty());
            if (filter.isPresent()) {
                Optional<Part> chosen = chosen(filter.get(), value, not);
                if (chosen.isPresent()) {
                    parts.add(chosen.get());
                    return;
                }
            }
        }
        int quote = rest.indexOf('"');
        if (quote > 0) {
            add(parts, typed.substring(0, typed.indexOf('"')));
            add(parts, (not ? "-" : "") + rest.substring(quote));
            return;
        }
        boolean beginning = rest.length() > 2 && rest.endsWith("*");
        String word = beginning ? rest.substring(0, rest.length() - 1) : rest;
        parts.add(new Word(word, beginning, not));
    }

    private static Optional<Part> chosen(Filter filter, String value, boolean not) {
        return switch (filter) {
            case BEFORE, AFTER -> day(value).map(day -> new Dated(filter, value, day, not));
            case IS ->
                Optional.of(value.toLowerCase(Locale.ROOT))
                        .filter(KINDS::contains)
                        .map(kind -> new Chosen(filter, kind, not));
            case AUTHOR, IN, TAG, LANG -> Optional.of(new Chosen(filter, value, not));
        };
    }

    private static String unquoted(String text) {
        return text.replace("\"", "");
    }

    private static Optional<LocalDate> day(String value) {
        try {
            Matcher day = DAY.matcher(value);
            if (day.matches()) {
                return Optional.of(LocalDate.of(number(day, 1), number(day, 2), number(day, 3)));
            }
            Matcher german = GERMAN_DAY.matcher(value);
            if (german.matches()) {
                return Optional.of(LocalDate.of(number(german, 3), number(german, 2), number(german, 1)));
            }
            Matcher month = MONTH.matcher(value);
            if (month.matches()) {
                return Optional.of(
                        YearMonth.of(number(month, 1), number(month, 2)).atDay(1));
            }
            if (YEAR.matcher(value).matches()) {
                return Optional.of(Year.of(Integer.parseInt(value)).atDay(1));
            }
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static String sign(boolean not) {
        return not ? "-" : "";
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The words and phrases wanted, without filters and what is not wanted: what the question is about. */
    String topic() {
        return parts.stream()
                .filter(part -> !part.not())
                .map(part -> switch (part) {
                    case Word word -> word.text();
                    case Phrase phrase -> phrase.text();
                    case Chosen chosen -> "";
                    case Dated dated -> "";
                })
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** What is narrowed down, in order. */
    List<Part> filters() {
        return parts.stream()
                .filter(part -> part instanceof Chosen || part instanceof Dated)
                .toList();
    }

    /** The question without one of its parts. */
    String without(Part part) {
        return parts.stream().filter(each -> each != part).map(Part::source).collect(Collectors.joining(" "));
    }

    /** The question narrowed down further. */
    String with(Filter filter, String value) {
        Part more = new Chosen(filter, value, false);
        return source() + (parts.isEmpty() ? "" : " ") + more.source();
    }

    String source() {
        return parts.stream().map(Part::source).collect(Collectors.joining(" "));
    }
}
