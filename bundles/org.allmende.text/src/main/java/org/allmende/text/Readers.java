/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import com.ibm.icu.text.RelativeDateTimeFormatter;
import com.ibm.icu.util.ULocale;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The formats that readers of a locale expect, kept for the locales asked for last. What they are keyed by comes from
 * requests, so there is a bound. Thread-safe.
 */
final class Readers {

    private static final int KEPT = 32;

    private final Map<Locale, Reader> recent = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Locale, Reader> eldest) {
            return size() > KEPT;
        }
    });

    Reader of(Locale locale) {
        return recent.computeIfAbsent(locale, Reader::new);
    }

    /** Formats for one locale; thread-safe. */
    static final class Reader {

        private final Locale locale;
        private final DateTimeFormatter time;
        private final DateTimeFormatter date;
        private final DateTimeFormatter dateAndTime;
        private final Recent<Minute, String> minutes = new Recent<>(256);
        private final Recent<Locale, String> languages = new Recent<>(64);
        private volatile RelativeDateTimeFormatter relative;

        Reader(Locale locale) {
            this.locale = locale;
            this.time = DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale);
            this.date = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale);
            this.dateAndTime = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                    .withLocale(locale);
        }

        DateTimeFormatter time() {
            return time;
        }

        DateTimeFormatter date() {
            return date;
        }

        /** Date and time, to the minute. */
        String moment(ZonedDateTime at) {
            Minute minute = new Minute(Math.floorDiv(at.toEpochSecond(), 60), at.getZone());
            return minutes.of(minute, any -> at.format(dateAndTime));
        }

        /** A language's name; empty if it has none. */
        String language(Locale language) {
            return languages.of(language, any -> any.getDisplayName(locale));
        }

        /** ICU's, made when it is first needed. */
        RelativeDateTimeFormatter relative() {
            RelativeDateTimeFormatter made = relative;
            if (made == null) {
                made = RelativeDateTimeFormatter.getInstance(ULocale.forLocale(locale));
                relative = made;
            }
            return made;
        }
    }

    private record Minute(long number, ZoneId zone) {}
}
