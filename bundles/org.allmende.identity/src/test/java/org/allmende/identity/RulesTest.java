/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"Lena", "Amira K.", "O'Neill", "Ōe Kenzaburō", "عمر", "李小龍", "labda06"})
    void namesOfPeopleAreTaken(String name) {
        assertThat(Rules.name(Rules.tidy(name))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a\u0000b, fault.name.unseen",
        "a\u202Eb, fault.name.unseen",
        "a\u200Bb, fault.name.unseen",
        "a\u200Db, fault.name.unseen",
        "a\uFE0Fb, fault.name.unseen",
        "a\u00A0b, fault.name.blank",
        "a\u3164b, fault.name.blank",
        "a\u2003b, fault.name.blank",
        "a:b, fault.name.mark",
        "a@b, fault.name.mark",
        "a  b, fault.name.blanks",
        "---, fault.name.letters",
    })
    void whatDeceivesIsRefusedWithItsReason(String name, String reason) {
        assertThat(Rules.name(Rules.tidy(name)).map(Fault::key)).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin",
                "Admin.",
                "ADMIN!",
                "\u0430dmin",
                "\u0410DMIN",
                "(moderator)",
                "Adrnin",
                "me",
                "Me_",
                "aIlmende",
                "\uFF53ystem"
            })
    void aNameThatSpeaksForTheSiteIsReserved(String name) {
        assertThat(Rules.name(Rules.tidy(name)).map(Fault::key)).contains("fault.name.reserved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Amelie", "Mei", "M.E.", "Adminka", "Me and you", "Systema"})
    void aNameThatHoldsAReservedWordIsNot(String name) {
        assertThat(Rules.name(Rules.tidy(name))).isEmpty();
    }

    @Test
    void aHalfOfAPairAndTenThousandMarksAreRefused() {
        assertThat(Rules.name("a\uD83D").map(Fault::key)).contains("fault.name.unseen");
        assertThat(Rules.name("a" + "\u0301".repeat(40)).map(Fault::key)).contains("fault.name.marks");
        assertThat(Rules.name("a" + "\u0301".repeat(10_000)).map(Fault::key)).contains("fault.name.long");
    }

    @ParameterizedTest
    @CsvSource({"Straße, STRASSE", "Ａｄｍｉｎ, admin", "ΟΔΥΣΣΕΥΣ, Οδυσσευς", "e\u0301mile, ÉMILE", "ﬁn, FIN"})
    void namesThatReadTheSameAreTheSame(String one, String other) {
        assertThat(Rules.folded(one)).isEqualTo(Rules.folded(other));
    }

    @Test
    void aNameFromAnArchiveIsMendedWhateverItIs() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String wild = random.ints(random.nextInt(80), 0, 0x11000)
                    .mapToObj(it -> new String(Character.toChars(it)))
                    .collect(Collectors.joining());
            String mended = Rules.mended(wild, "member U1");
            assertThat(mended).as("seed %d, round %d", seed, round).isNotBlank();
            assertThat(mended.codePointCount(0, mended.length())).isLessThanOrEqualTo(Rules.LONGEST_NAME);
            assertThat(mended.codePoints().anyMatch(Character::isISOControl)).isFalse();
        }
    }

    @Test
    void aPasswordIsNeitherShortNorTheNameNorLongerThanAThousandBytes() {
        assertThat(Rules.password("password", "1234567", "lena").map(Fault::key))
                .contains("fault.password.short");
        assertThat(Rules.password("password", "LENA ROTH", "Lena Roth").map(Fault::key))
                .contains("fault.password.name");
        assertThat(Rules.password("password", "ä".repeat(501), "lena").map(Fault::key))
                .contains("fault.password.long");
        assertThat(Rules.password("password", "ä".repeat(500), "lena")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Nowhere", "+02:00", "CEST", "../etc", "", "UTC+1"})
    void whatIsNoZoneIsRefused(String zone) {
        assertThat(Rules.zone(zone).map(Fault::field)).contains("timeZone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xx", "de_DE", "<b>", "english", "q"})
    void whatIsNoLanguageIsRefused(String locale) {
        assertThat(Rules.locale(locale).map(Fault::field)).contains("locale");
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "pt-BR", "zh-Hant-TW", "ar", ""})
    void languagesAreTaken(String locale) {
        assertThat(Rules.locale(locale)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"})
    void anAddressElsewhereLeadsNowhere(String next) {
        assertThat(Rules.within(next, "/")).isEqualTo("/");
    }

    @Test
    void everyZoneThatIsOfferedIsGood() {
        assertThat(Rules.zones())
                .contains("UTC", "Europe/Berlin", "Pacific/Kiritimati")
                .allSatisfy(zone -> assertThat(Rules.zone(zone)).isEmpty());
    }
}
