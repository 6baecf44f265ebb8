/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AskedTest {

    @Test
    void wordsPhrasesAndFiltersAreToldApart() {
        assertThat(Asked.parse("visa -tourist \"family residence\" author:Lena in:\"Visas and Permits\" scho*")
                        .parts())
                .containsExactly(
                        new Asked.Word("visa", false, false),
                        new Asked.Word("tourist", false, true),
                        new Asked.Phrase("family residence", false),
                        new Asked.Chosen(Asked.Filter.AUTHOR, "Lena", false),
                        new Asked.Chosen(Asked.Filter.IN, "Visas and Permits", false),
                        new Asked.Word("scho", true, false));
    }

    @Test
    void aDateMayBeADayAMonthOrAYear() {
        assertThat(Asked.parse("after:2025 before:2025-06 after:2025-3-4 before:24.12.2025")
                        .parts())
                .extracting(part -> ((Asked.Dated) part).day())
                .containsExactly(
                        LocalDate.of(2025, 1, 1),
                        LocalDate.of(2025, 6, 1),
                        LocalDate.of(2025, 3, 4),
                        LocalDate.of(2025, 12, 24));
    }

    @Test
    void whatIsNoFilterIsWords() {
        assertThat(Asked.parse("before:tomorrow after:2025-13-40 http://x.org author: is:funny :: -")
                        .parts())
                .allMatch(part -> part instanceof Asked.Word word && !word.not())
                .extracting(Asked.Part::source)
                .containsExactly(
                        "before:tomorrow", "after:2025-13-40", "http://x.org", "author:", "is:funny", "::", "-");
    }

    @Test
    void anOpenQuoteEndsWithTheText() {
        assertThat(Asked.parse("school \"four weeks").parts())
                .containsExactly(new Asked.Word("school", false, false), new Asked.Phrase("four weeks", false));
        assertThat(Asked.parse("\"").parts()).isEmpty();
        assertThat(Asked.parse("-\"four weeks\"").parts()).containsExactly(new Asked.Phrase("four weeks", true));
        assertThat(Asked.parse("„vier Wochen“").parts()).containsExactly(new Asked.Phrase("vier Wochen", false));
    }

    @Test
    void whatIsTypedComesBackAsItCanBeTypedAgain() {
        Asked asked = Asked.parse("visa in:\"Visas and Permits\" -tag:old after:2025");
        assertThat(Asked.parse(asked.source())).isEqualTo(asked);
        assertThat(asked.without(asked.parts().get(1))).isEqualTo("visa -tag:old after:2025");
        assertThat(asked.with(Asked.Filter.AUTHOR, "Jonas Meyer")).endsWith(" author:\"Jonas Meyer\"");
    }

    @Test
    void nothingThatCanBeTypedFails() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "\"",
            "-",
            ":",
            "*",
            "author:",
            "in:",
            "before:",
            "2025-",
            "99",
            " ",
            "\t",
            "\u0000",
            "\ud800",
            "é",
            "日本",
            "a",
            "OR",
            "(",
            ")",
            "~",
            "^",
            "[",
            "\\",
            "/",
            "„",
            "\u202e",
            "is:",
            "lang:",
            "\ud83d\ude00"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder typed = new StringBuilder();
            for (int j = random.nextInt(30); j > 0; j--) {
                typed.append(pieces[random.nextInt(pieces.length)]);
            }
            Asked asked = Asked.parse(typed.toString());
            assertThat(asked.parts()).as("seed %d, typed %s", seed, typed).hasSizeLessThanOrEqualTo(Asked.MOST);
            assertThat(Asked.parse(asked.source()).filters())
                    .as("seed %d, typed %s", seed, typed)
                    .hasSameSizeAs(asked.filters());
        }
    }
}
