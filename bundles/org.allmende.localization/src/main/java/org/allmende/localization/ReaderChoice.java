/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allmende.api.member.Member;
import org.allmende.api.text.LocaleChooser;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Decides in which language and zone a reader is answered: what they ask for now, else what they chose once, else what
 * their browser accepts best, else what the deployment says. A language counts if there are messages in it; its region
 * stays, for the way that dates and numbers are written. Thread-safe.
 */
@Component
@Designate(ocd = ReaderChoice.Settings.class)
public final class ReaderChoice implements LocaleChooser {

    /** For everybody who chose nothing. */
    @ObjectClassDefinition(
            name = "%choice.title",
            description = "%choice.description",
            localization = "OSGI-INF/l10n/settings")
    @interface Settings {

        /** BCP 47, such as de or pt-BR. */
        @AttributeDefinition(name = "%choice.language", description = "%choice.language.description")
        String language() default "en";

        /** As the tz database names it, such as Europe/Berlin; empty: the zone of the machine. */
        @AttributeDefinition(name = "%choice.zone", description = "%choice.zone.description")
        String zone() default "";
    }

    private volatile Choice standard;

    @Activate
    public ReaderChoice(Settings settings) {
        changed(settings);
    }

    @Modified
    void changed(Settings settings) {
        standard = new Choice(locale(settings.language()), zone(settings.zone()));
    }

    @Override
    public Choice choose(Optional<Member> member, Optional<Locale> asked, List<Locale> accepted, List<Locale> spoken) {
        Choice fallback = standard;
        Locale locale = asked.filter(wanted -> isSpoken(wanted, spoken))
                .or(() -> member.map(Member::locale).filter(wanted -> isSpoken(wanted, spoken)))
                .or(() -> accepted.stream()
                        .filter(wanted -> isSpoken(wanted, spoken))
                        .findFirst())
                .orElseGet(() -> isSpoken(fallback.locale(), spoken) ? fallback.locale() : Locale.ENGLISH);
        return new Choice(locale, member.map(Member::zone).orElse(fallback.zone()));
    }

    private static boolean isSpoken(Locale wanted, List<Locale> spoken) {
        return !wanted.getLanguage().isEmpty()
                && spoken.stream().anyMatch(some -> some.getLanguage().equals(wanted.getLanguage()));
    }

    private static Locale locale(String tag) {
        try {
            return new Locale.Builder().setLanguageTag(tag.strip()).build();
        } catch (java.util.IllformedLocaleException e) {
            throw new IllegalArgumentException("language must be a tag such as de or pt-BR, not \"" + tag + "\"", e);
        }
    }

    private static ZoneId zone(String name) {
        try {
            return name.isBlank() ? ZoneId.systemDefault() : ZoneId.of(name.strip());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone must be named as in the tz database, such as Europe/Berlin, not \"" + name + "\"", e);
        }
    }
}
