/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import com.ibm.icu.text.SpoofChecker;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a name, an address, a password, a zone and a language must be like. */
final class Rules {

    static final int LONGEST_NAME = 50;
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_TOKEN_NAME = 60;
    private static final int MARKS_IN_A_ROW = 4;

    /** Letters that look like nothing: fillers of Hangul, the empty pattern of Braille. */
    private static final Set<Integer> BLANKS = Set.of(0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x180E, 0x034F);

    private static final SpoofChecker CONFUSABLES = new SpoofChecker.Builder().build();

    private static final Set<String> RESERVED = Stream.of(
                    "admin", "administrator", "moderator", "allmende", "system", "me", "support")
            .map(Rules::look)
            .collect(Collectors.toSet());

    private static final Set<String> LANGUAGES = languages();
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private Rules() {}

    /** A name as it is kept: composed, without blanks around it. */
    static String tidy(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).strip();
    }

    /** What two names have in common that count as the same: no difference of case, width or composition. */
    static String folded(String name) {
        String same = Normalizer.normalize(tidy(name), Normalizer.Form.NFKC);
        same = same.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace('ς', 'σ');
        return Normalizer.normalize(same, Normalizer.Form.NFKC);
    }

    /** What two names have in common that an eye takes for the same, by the skeletons of UTS 39. Not to be shown. */
    static String look(String name) {
        return CONFUSABLES.getSkeleton(folded(name));
    }

    /** As {@link #look}, of the name with its capitals: some look like other letters than the small ones do, such as I and l. */
    static String capitalLook(String name) {
        return folded(CONFUSABLES.getSkeleton(tidy(name)));
    }

    /** Whether a name would pass for somebody who speaks for the site, or for a word of ours. */
    private static boolean isReserved(String name) {
        String bare = name.replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", "");
        return RESERVED.contains(look(bare)) || RESERVED.contains(capitalLook(bare));
    }

    /** @param name tidy */
    static Optional<Fault> name(String name) {
        if (name.isEmpty()) {
            return Optional.of(Fault.of("name", "fault.name.empty"));
        }
        if (name.codePointCount(0, name.length()) > LONGEST_NAME) {
            return Optional.of(Fault.of("name", "fault.name.long", "most", LONGEST_NAME));
        }
        int marks = 0;
        boolean visible = false;
        for (int at = 0; at < name.length(); ) {
            int point = name.codePointAt(at);
            if (point != ' ' && isBlank(point)) {
                return Optional.of(Fault.of("name", "fault.name.blank", "code", code(point)));
            }
            if (isUnseen(point)) {
                return Optional.of(Fault.of("name", "fault.name.unseen", "code", code(point)));
            }
            if (point == ':' || point == '@' || point == '/') {
                return Optional.of(Fault.of("name", "fault.name.mark", "mark", Character.toString(point)));
            }
            marks = isMark(point) ? marks + 1 : 0;
            if (marks > MARKS_IN_A_ROW) {
                return Optional.of(Fault.of("name", "fault.name.marks"));
            }
            visible |= Character.isLetterOrDigit(point);
            at += Character.charCount(point);
        }
        if (name.contains("  ")) {
            return Optional.of(Fault.of("name", "fault.name.blanks"));
        }
        if (!visible) {
            return Optional.of(Fault.of("name", "fault.name.letters"));
        }
        return isReserved(name) ? Optional.of(Fault.of("name", "fault.name.reserved", "name", name)) : Optional.empty();
    }

    /** A name from an archive, made to obey as far as it has to: nobody is there to be asked for another. */
    static String mended(String name, String otherwise) {
        StringBuilder kept = new StringBuilder();
        int marks = 0;
        for (int point : tidy(name).codePoints().toArray()) {
            boolean blank = isBlank(point) || Character.isWhitespace(point);
            marks = isMark(point) ? marks + 1 : 0;
            if (blank) {
                if (!kept.isEmpty() && kept.charAt(kept.length() - 1) != ' ') {
                    kept.append(' ');
                }
            } else if (!isUnseen(point) && marks <= MARKS_IN_A_ROW) {
                kept.appendCodePoint(point);
            }
        }
        String mended = cut(kept.toString().strip(), LONGEST_NAME);
        return mended.isEmpty() ? otherwise : mended;
    }

    static Optional<Fault> email(String email) {
        if (email.isEmpty()) {
            return Optional.empty();
        }
        int at = email.indexOf('@');
        boolean good = email.length() <= LONGEST_EMAIL
                && at > 0
                && at == email.lastIndexOf('@')
                && at < email.length() - 1
                && email.codePoints()
                        .noneMatch(
                                it -> it == ' ' || it == '<' || it == '>' || it == ',' || isBlank(it) || isUnseen(it));
        return good ? Optional.empty() : Optional.of(Fault.of("email", "fault.email"));
    }

    static Optional<Fault> password(String field, String password, String name) {
        if (password.codePointCount(0, password.length()) < Passwords.LEAST_CHARACTERS) {
            return Optional.of(Fault.of(field, "fault.password.short", "least", Passwords.LEAST_CHARACTERS));
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > Passwords.MOST_BYTES) {
            return Optional.of(Fault.of(field, "fault.password.long", "most", Passwords.MOST_BYTES));
        }
        if (folded(password).equals(folded(name))) {
            return Optional.of(Fault.of(field, "fault.password.name"));
        }
        return Optional.empty();
    }

    static Optional<Fault> zone(String zone) {
        return ZONES.contains(zone)
                ? Optional.empty()
                : Optional.of(Fault.of("timeZone", "fault.zone", "zone", cut(zone, 60)));
    }

    /** A zone that is known to be good, or was once. */
    static ZoneId zoneOf(String zone) {
        return ZONES.contains(zone) ? ZoneId.of(zone) : ZoneId.of("UTC");
    }

    /** @param locale a BCP 47 tag; empty for none */
    static Optional<Fault> locale(String locale) {
        if (locale.isEmpty()) {
            return Optional.empty();
        }
        try {
            Locale known = new Locale.Builder().setLanguageTag(locale).build();
            if (LANGUAGES.contains(known.getLanguage())) {
                return Optional.empty();
            }
        } catch (IllformedLocaleException e) {
            // said below
        }
        return Optional.of(Fault.of("locale", "fault.locale", "locale", cut(locale, 60)));
    }

    static Optional<Fault> tokenName(String name) {
        return name.isBlank()
                        || name.codePointCount(0, name.length()) > LONGEST_TOKEN_NAME
                        || name.codePoints().anyMatch(Rules::isUnseen)
                ? Optional.of(Fault.of("tokenName", "fault.token.name", "most", LONGEST_TOKEN_NAME))
                : Optional.empty();
    }

    /** The zones that a person chooses from: places and UTC, no abbreviations and no offsets. */
    static List<String> zones() {
        Set<String> places = new TreeSet<>();
        for (String zone : ZONES) {
            boolean place = zone.indexOf('/') > 0
                    && !zone.startsWith("Etc/")
                    && !zone.startsWith("SystemV/")
                    && !zone.startsWith("US/")
                    && !zone.startsWith("Canada/")
                    && !zone.startsWith("Brazil/")
                    && !zone.startsWith("Mexico/")
                    && !zone.startsWith("Chile/");
            if (place) {
                places.add(zone);
            }
        }
        List<String> all = new java.util.ArrayList<>();
        all.add("UTC");
        all.addAll(places);
        return all;
    }

    /** Within the site only: an address that another site gave must not lead anywhere else. */
    static String within(String path, String otherwise) {
        boolean good = path.startsWith("/")
                && !path.startsWith("//")
                && path.indexOf('\\') < 0
                && path.length() <= 2000
                && path.chars().noneMatch(it -> it < 0x20 || it == 0x7f);
        return good ? path : otherwise;
    }

    static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)).strip();
    }

    private static boolean isBlank(int point) {
        return (point != ' ' && Character.isSpaceChar(point)) || BLANKS.contains(point);
    }

    /** Controls, direction marks, zero-width joiners, halves of pairs, what is not assigned. */
    private static boolean isUnseen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isVariation(point);
        };
    }

    private static boolean isVariation(int point) {
        return (point >= 0xFE00 && point <= 0xFE0F) || (point >= 0xE0100 && point <= 0xE01EF);
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static String code(int point) {
        return "U+%04X".formatted(point);
    }

    private static Set<String> languages() {
        Set<String> known = new HashSet<>(Set.of(Locale.getISOLanguages()));
        known.addAll(Arrays.stream(Locale.getAvailableLocales())
                .map(Locale::getLanguage)
                .filter(it -> !it.isEmpty())
                .collect(Collectors.toSet()));
        return known;
    }
}
