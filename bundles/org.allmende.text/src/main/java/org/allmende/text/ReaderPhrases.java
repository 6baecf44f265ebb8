/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import com.ibm.icu.text.RelativeDateTimeFormatter.AbsoluteUnit;
import com.ibm.icu.text.RelativeDateTimeFormatter.Direction;
import com.ibm.icu.text.RelativeDateTimeFormatter.RelativeUnit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.allmende.api.text.Phrases;

/** One bundle's messages for one reader. Holds no state of its own; made anew for each request. */
final class ReaderPhrases implements Phrases {

    private final Locale locale;
    private final ZoneId zone;
    private final Catalogue catalogue;
    private final Readers readers;
    private final Supplier<Instant> now;

    ReaderPhrases(Locale locale, ZoneId zone, Catalogue catalogue, Readers readers) {
        this(locale, zone, catalogue, readers, Instant::now);
    }

    ReaderPhrases(Locale locale, ZoneId zone, Catalogue catalogue, Readers readers, Supplier<Instant> now) {
        this.locale = locale;
        this.zone = zone;
        this.catalogue = catalogue;
        this.readers = readers;
        this.now = now;
    }

    @Override
    public Locale locale() {
        return locale;
    }

    @Override
    public ZoneId zone() {
        return zone;
    }

    @Override
    public Locale spoken() {
        return catalogue.language();
    }

    @Override
    public String get(String key, Object... arguments) {
        Optional<Pattern> pattern = catalogue.find(key);
        return pattern.isPresent() ? pattern.get().fill(arguments, written(), zone) : "[" + key + "]";
    }

    @Override
    public boolean has(String key) {
        return catalogue.has(key);
    }

    @Override
    public String moment(Instant instant) {
        ZonedDateTime there = instant.atZone(zone);
        LocalDate today = now.get().atZone(zone).toLocalDate();
        Readers.Reader reader = readers.of(written());
        long days = ChronoUnit.DAYS.between(there.toLocalDate(), today);
        if (days == 0 || days == 1) {
            String day = reader.relative().format(days == 0 ? Direction.THIS : Direction.LAST, AbsoluteUnit.DAY);
            return shown(capital(day) + ", " + there.format(reader.time()));
        }
        return shown(reader.moment(there));
    }

    @Override
    public String date(Instant instant) {
        return shown(instant.atZone(zone).format(readers.of(written()).date()));
    }

    @Override
    public String ago(Instant instant) {
        long seconds = Duration.between(instant, now.get()).toSeconds();
        Direction direction = seconds >= 0 ? Direction.LAST : Direction.NEXT;
        long minutes = Math.abs(seconds) / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        var relative = readers.of(written()).relative();
        if (minutes == 0) {
            return shown(relative.format(Direction.PLAIN, AbsoluteUnit.NOW));
        }
        if (hours == 0) {
            return shown(relative.format(minutes, direction, RelativeUnit.MINUTES));
        }
        if (days == 0) {
            return shown(relative.format(hours, direction, RelativeUnit.HOURS));
        }
        if (days < 31) {
            return shown(relative.format(days, direction, RelativeUnit.DAYS));
        }
        if (days < 365) {
            return shown(relative.format(Math.clamp((long) (days / 30.44), 1, 11), direction, RelativeUnit.MONTHS));
        }
        return shown(relative.format(Math.max(1, (long) (days / 365.25)), direction, RelativeUnit.YEARS));
    }

    @Override
    public String number(long number) {
        return Numbers.format(number, written());
    }

    @Override
    public String language(Locale language) {
        String name = readers.of(written()).language(language);
        return shown(name.isEmpty() ? language.toLanguageTag() : name);
    }

    /** The reader's own locale where the words are in its language, so that numbers and words agree; else the words'. */
    private Locale written() {
        return locale.getLanguage().equals(catalogue.language().getLanguage()) ? locale : catalogue.language();
    }

    /** In the pseudo-locale, what did not come from a message shows that it was made for a reader all the same. */
    private String shown(String text) {
        return catalogue.language().equals(PseudoLocale.LOCALE) ? PseudoLocale.text(text) : text;
    }

    private static String capital(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        return new StringBuilder()
                .appendCodePoint(Character.toTitleCase(first))
                .append(text, Character.charCount(first), text.length())
                .toString();
    }
}
