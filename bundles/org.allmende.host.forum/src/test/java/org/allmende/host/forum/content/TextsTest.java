/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TextsTest {

    @Test
    void namesAreFoundWhereTheyAreMeant() {
        assertThat(Texts.mentions(
                        "@Ann, @ben_2. Not me@example.org, not `@code`, nor https://x.y/@page; but (@Ünal) and @Ann"))
                .containsExactly("Ann", "ben_2", "Ünal");
    }

    @Test
    void picturesAreFoundWithWhatTheyShow() {
        assertThat(Texts.pictures(
                        "![A cat](https://example.org/cat.png \"title\") ![](/local.png) ![x](javascript:alert(1))"))
                .extracting(picture -> picture.address() + " " + picture.alternative())
                .containsExactly("https://example.org/cat.png A cat", "/local.png ");
    }

    @Test
    void tagsHaveOneForm() {
        assertThat(Texts.tag(" #Summer  Camp ")).isEqualTo("summer-camp");
    }

    @Test
    void linesEndTheSameWayWhateverTheSystem() {
        assertThat(Texts.body("a\r\nb\rc\n")).isEqualTo("a\nb\nc");
    }

    @Test
    void aNumberHasOneFormOnly() {
        assertThat(Refs.number("12")).hasValue(12);
        assertThat(Refs.number("012")).isEmpty();
        assertThat(Refs.number("+12")).isEmpty();
        assertThat(Refs.number("١٢")).isEmpty();
        assertThat(Refs.number("99999999999999999999")).isEmpty();
        assertThat(Refs.number("9999999999999999999")).isEmpty();
    }

    @Test
    @Timeout(20)
    void nothingThatOneTypesMakesItSlow() {
        for (String piece :
                new String[] {"@", "@a.", "![", "![](", "`", "``` `", "![a](http://", "@a@", "[", "\u0301"}) {
            String text = piece.repeat(100_000 / piece.length());
            long began = System.nanoTime();
            Texts.mentions(text);
            Texts.pictures(text);
            Texts.body(text);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).as(piece).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void anyTextComesOutWhole() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("TextsTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x10000)));
            }
            String given = text.toString();
            assertThatCode(() -> {
                        String body = Texts.body(given);
                        assertThat(Texts.body(body)).isEqualTo(body);
                        assertThat(new String(
                                        body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                        java.nio.charset.StandardCharsets.UTF_8))
                                .isEqualTo(body);
                        Texts.line(given);
                        Texts.mentions(body);
                    })
                    .as("seed %d", seed)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void whatTurnsANameRoundIsNoPartOfIt() {
        assertThat(Texts.unseen("s\u202Eloohcs")).hasValue(0x202E);
        assertThat(Texts.unseen("a\u200Bb")).hasValue(0x200B);
        assertThat(Texts.unseen("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"))
                .isEmpty();
        assertThat(Texts.unseen("\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67"))
                .isEmpty();
    }
}
