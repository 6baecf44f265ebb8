/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.allmende.api.gate.Verdict.Decision;
import org.junit.jupiter.api.Test;

class TermIndexTest {

    @Test
    void aWholeWordIsFoundWhereItStandsInTheOriginal() {
        String text = "Buy CHEAP pills now";

        List<TermIndex.Match> matches = matches(text, "cheap");

        assertThat(matches).hasSize(1);
        assertThat(text.substring(matches.get(0).start(), matches.get(0).end())).isEqualTo("CHEAP");
    }

    @Test
    void aWordInsideAnotherIsNotFound() {
        assertThat(matches("The classic assassin", "ass")).isEmpty();
    }

    @Test
    void accentsFullWidthLettersAndInvisibleCharactersMakeNoDifference() {
        assertThat(matches("ｓｐáｍ", "spam")).hasSize(1);
        assertThat(matches("sp\u200bam", "spam")).hasSize(1);
        assertThat(matches("s\u202ep\u00ada\u0301m", "SPÄM")).hasSize(1);
    }

    @Test
    void aPhraseIsFoundWhateverStandsBetweenItsWords() {
        assertThat(matches("earn -- money,\nfast", "earn money fast")).hasSize(1);
        assertThat(matches("earn no money fast", "earn money fast")).isEmpty();
    }

    @Test
    void aStarStandsForAnyEnding() {
        assertThat(matches("gamblers gamble", "gambl*")).hasSize(2);
        assertThat(matches("online casinos", "online casino*")).hasSize(1);
        assertThat(matches("gamb", "gambl*")).isEmpty();
    }

    @Test
    void tenThousandCombiningMarksLoneSurrogatesAndNulAreReadInOnePass() {
        String text = "a" + "\u0301".repeat(10_000) + " \ud800 \0 spam";

        assertThat(matches(text, "spam")).hasSize(1);
        assertThat(ComparableText.of(text).words().get(0).text()).isEqualTo("a");
    }

    @Test
    void everyMatchPointsAtTextThatComparesEqualToItsTerm() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] letters = {"a", "B", "ä", "ﬁ", " ", "\u200b", "\u0301", "-", "文", "\ud83d\ude00", "Ｃ"};
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(letters[random.nextInt(letters.length)]);
            }
            for (TermIndex.Match match : matches(text.toString(), "a", "ab", "ba a", "c*")) {
                String part = text.substring(match.start(), match.end());
                assertThat(matches(part, match.term().text()))
                        .as("seed %d, text %s", seed, text)
                        .isNotEmpty();
            }
        }
    }

    private static List<TermIndex.Match> matches(String text, String... terms) {
        TermIndex index = new TermIndex(List.of(terms).stream()
                .map(term -> new Term(term.hashCode(), term, Decision.HOLD))
                .toList());
        return index.matches(ComparableText.of(text));
    }
}
