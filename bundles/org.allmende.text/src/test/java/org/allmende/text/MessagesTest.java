/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-05-12T16:00:00Z");

    private final Catalogue english = Catalogue.of(
            Locale.ENGLISH,
            Map.of(
                    "plain", "It''s 'fine'",
                    "hello", "Hello {name}, you have {count} messages",
                    "replies", "{count, plural, =0 {No replies} one {One reply} other {# replies}}",
                    "quoted", "Write '{name}' as it is",
                    "broken", "{count, plural, one {#}",
                    "when", "On {when, date, medium} at {when, time, short}",
                    "english", "English only",
                    "percent", "100% of { name }"),
            Catalogue.EMPTY);

    private final Catalogue german = Catalogue.of(
            Locale.GERMAN,
            Map.of(
                    "plain", "Es geht",
                    "hello", "Hallo {name}, {count} Nachrichten",
                    "replies", "{count, plural, =0 {Keine Antworten} one {Eine Antwort} other {# Antworten}}"),
            english);

    private ReaderPhrases reader(Locale locale, Catalogue catalogue) {
        return new ReaderPhrases(locale, BERLIN, catalogue, new Readers(), () -> NOW);
    }

    @Test
    void namesAreFilledIn() {
        assertThat(reader(Locale.ENGLISH, english).get("hello", "name", "Lena", "count", 1234))
                .isEqualTo("Hello Lena, you have 1,234 messages");
        assertThat(reader(Locale.GERMANY, german).get("hello", "name", "Lena", "count", 1234))
                .isEqualTo("Hallo Lena, 1.234 Nachrichten");
    }

    @Test
    void whatAMemberWroteIsNeverAPattern() {
        assertThat(reader(Locale.ENGLISH, english).get("hello", "name", "{count} '{", "count", 2))
                .isEqualTo("Hello {count} '{, you have 2 messages");
    }

    @Test
    void pluralsFollowTheLanguage() {
        assertThat(reader(Locale.ENGLISH, english).get("replies", "count", 0)).isEqualTo("No replies");
        assertThat(reader(Locale.GERMAN, german).get("replies", "count", 1)).isEqualTo("Eine Antwort");
        assertThat(reader(Locale.GERMAN, german).get("replies", "count", 12_000))
                .isEqualTo("12.000 Antworten");
    }

    @Test
    void whatIsMissingFallsBackToEnglishAndThenToItsKey() {
        ReaderPhrases phrases = reader(Locale.GERMAN, german);
        assertThat(phrases.get("english")).isEqualTo("English only");
        assertThat(phrases.has("english")).isTrue();
        assertThat(phrases.get("nowhere")).isEqualTo("[nowhere]");
        assertThat(phrases.has("nowhere")).isFalse();
    }

    @Test
    void aBrokenPatternShowsItsKey() {
        assertThat(reader(Locale.ENGLISH, english).get("broken", "count", 1)).isEqualTo("[broken]");
        assertThat(reader(Locale.ENGLISH, english).get("replies", "count", "many"))
                .isEqualTo("[replies]");
        assertThat(reader(Locale.ENGLISH, english).get("hello")).isEqualTo("Hello {name}, you have {count} messages");
    }

    @Test
    void apostrophesAreWrittenAsIcuReadsThem() {
        ReaderPhrases phrases = reader(Locale.ENGLISH, english);
        assertThat(phrases.get("plain")).isEqualTo("It's 'fine'");
        assertThat(phrases.get("quoted")).isEqualTo("Write {name} as it is");
        assertThat(phrases.get("percent", "name", "it")).isEqualTo("100% of it");
    }

    @Test
    void datesInMessagesAreInTheReadersZone() {
        assertThat(reader(Locale.ENGLISH, english).get("when", "when", Instant.parse("2026-05-12T22:30:00Z")))
                .contains("May 13, 2026")
                .contains("12:30");
    }

    @Test
    void momentsAreSaidAsPeopleSayThem() {
        ReaderPhrases en = reader(Locale.UK, english);
        assertThat(en.moment(NOW.minusSeconds(3600))).isEqualTo("Today, 17:00");
        assertThat(en.moment(NOW.minusSeconds(86_400))).isEqualTo("Yesterday, 18:00");
        assertThat(en.moment(NOW.minusSeconds(10 * 86_400))).isEqualTo("2 May 2026, 18:00");
        assertThat(reader(Locale.GERMANY, german).moment(NOW.minusSeconds(86_400)))
                .isEqualTo("Gestern, 18:00");
        assertThat(en.ago(NOW.minusSeconds(180))).isEqualTo("3 minutes ago");
        assertThat(en.ago(NOW.plusSeconds(7200))).isEqualTo("in 2 hours");
        assertThat(en.ago(NOW.minusSeconds(3))).isEqualTo("now");
        assertThat(reader(Locale.GERMANY, german).ago(NOW.minusSeconds(40 * 86_400)))
                .isEqualTo("vor 1 Monat");
        assertThat(reader(Locale.GERMANY, german).date(NOW)).isEqualTo("12.05.2026");
        assertThat(en.language(Locale.GERMAN)).isEqualTo("German");
        assertThat(reader(Locale.GERMANY, german).number(1_234_567)).isEqualTo("1.234.567");
    }

    @Test
    void numbersGoWithTheWordsWhereTheReadersLanguageIsNotSpoken() {
        ReaderPhrases arabic = reader(Locale.forLanguageTag("ar-EG"), english);
        assertThat(arabic.spoken()).isEqualTo(Locale.ENGLISH);
        assertThat(arabic.locale()).isEqualTo(Locale.forLanguageTag("ar-EG"));
        assertThat(arabic.get("hello", "name", "x", "count", 1234)).contains("1,234");
    }

    @Test
    void thePseudoLocaleChangesWordsAndNothingElse() {
        ReaderPhrases pseudo = reader(PseudoLocale.LOCALE, english.accented());
        assertThat(pseudo.get("english")).startsWith("[Éñĝļîšĥ öñļý").endsWith("]");
        assertThat(pseudo.get("hello", "name", "Lena", "count", 2)).contains("Ĥéļļö Lena, ýöû ĥåṽé 2 ɱéššåĝéš");
        assertThat(pseudo.get("replies", "count", 7)).contains("7 ŕéþļîéš");
        assertThat(pseudo.get("plain")).contains("Îţ'š 'ƒîñé'");
        assertThat(pseudo.moment(NOW)).startsWith("Ţöðåý");
        assertThat(pseudo.spoken().toLanguageTag()).isEqualTo("en-XA");
    }

    @Test
    void manyThreadsShareOneMessage() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            Map<Integer, Future<String>> filled = new HashMap<>();
            for (int i = 2; i < 2_000; i++) {
                int count = i;
                Callable<String> task = () -> reader(Locale.ENGLISH, english).get("replies", "count", count);
                filled.put(i, threads.submit(task));
            }
            for (Map.Entry<Integer, Future<String>> entry : filled.entrySet()) {
                assertThat(entry.getValue().get())
                        .isEqualTo(String.format(Locale.ENGLISH, "%,d replies", entry.getKey()));
            }
        }
    }

    @Test
    void aFileThatCannotBeReadCountsForNothing() throws Exception {
        Catalogue none = Catalogue.read(
                Locale.ENGLISH,
                List.of(java.net.URI.create("file:/nowhere/messages.properties").toURL()),
                Catalogue.EMPTY);
        assertThat(none.has("anything")).isFalse();
    }
}
