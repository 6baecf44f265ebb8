/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Role;
import org.junit.jupiter.api.Test;

class ReaderChoiceTest {

    private static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.GERMAN);
    private static final Locale AUSTRIAN = Locale.forLanguageTag("de-AT");

    private final ReaderChoice choice = new ReaderChoice(settings("en", "Europe/Berlin"));

    @Test
    void whatIsAskedForNowGoesBeforeWhatWasChosenOnce() {
        assertThat(choose(Optional.of(member(Locale.GERMAN)), Optional.of(Locale.ENGLISH), List.of()))
                .isEqualTo(Locale.ENGLISH);
    }

    @Test
    void whatWasChosenGoesBeforeWhatTheBrowserAccepts() {
        assertThat(choose(Optional.of(member(Locale.GERMAN)), Optional.empty(), List.of(Locale.ENGLISH)))
                .isEqualTo(Locale.GERMAN);
    }

    @Test
    void theFirstAcceptedLanguageThatIsSpokenIsTakenWithItsRegion() {
        assertThat(choose(Optional.empty(), Optional.empty(), List.of(Locale.FRENCH, AUSTRIAN, Locale.ENGLISH)))
                .isEqualTo(AUSTRIAN);
    }

    @Test
    void aMemberWhoChoseNothingIsAnsweredAsTheBrowserAsks() {
        assertThat(choose(Optional.of(member(Locale.ROOT)), Optional.empty(), List.of(Locale.GERMAN)))
                .isEqualTo(Locale.GERMAN);
    }

    @Test
    void whoeverAcceptsNothingThatIsSpokenGetsTheDeploymentsLanguage() {
        ReaderChoice german = new ReaderChoice(settings("de", ""));

        assertThat(german.choose(Optional.empty(), Optional.empty(), List.of(Locale.JAPANESE), SPOKEN)
                        .locale())
                .isEqualTo(Locale.GERMAN);
    }

    @Test
    void aMembersZoneIsTheirsAndAGuestsTheDeployments() {
        assertThat(choice.choose(Optional.of(member(Locale.ROOT)), Optional.empty(), List.of(), SPOKEN)
                        .zone())
                .isEqualTo(ZoneId.of("America/Lima"));
        assertThat(choice.choose(Optional.empty(), Optional.empty(), List.of(), SPOKEN)
                        .zone())
                .isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @Test
    void aZoneThatDoesNotExistIsRefusedWithTheCure() {
        assertThatThrownBy(() -> new ReaderChoice(settings("en", "Mars/Olympus")))
                .hasMessageContaining("Mars/Olympus")
                .hasMessageContaining("Europe/Berlin");
        assertThatThrownBy(() -> new ReaderChoice(settings("klingon!", ""))).hasMessageContaining("klingon!");
    }

    private Locale choose(Optional<Member> member, Optional<Locale> asked, List<Locale> accepted) {
        return choice.choose(member, asked, accepted, SPOKEN).locale();
    }

    private static Member member(Locale locale) {
        return new Member(
                Ref.member("forum", "1"), "Lena", Role.MEMBER, locale, ZoneId.of("America/Lima"), Instant.EPOCH, false);
    }

    private static ReaderChoice.Settings settings(String language, String zone) {
        return new ReaderChoice.Settings() {
            @Override
            public String language() {
                return language;
            }

            @Override
            public String zone() {
                return zone;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ReaderChoice.Settings.class;
            }
        };
    }
}
