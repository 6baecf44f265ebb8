/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.allmende.host.forum.pages.Difference.Fate;
import org.allmende.host.forum.pages.Difference.Piece;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    @Test
    void oneChangedWordIsOneWordGoneAndOneNew() {
        assertThat(Difference.between("They double the fee.", "They raise the fee."))
                .containsExactly(
                        new Piece(Fate.SAME, "They "),
                        new Piece(Fate.GONE, "double"),
                        new Piece(Fate.NEW, "raise"),
                        new Piece(Fate.SAME, " the fee."));
    }

    @Test
    void equalTextsHaveNoDifference() {
        assertThat(Difference.between("The same.", "The same.")).containsExactly(new Piece(Fate.SAME, "The same."));
        assertThat(Difference.between("", "")).isEmpty();
    }

    @Test
    void bothTextsCanBeReadOutOfTheirDifference() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String before = text(random);
            String after = text(random);

            List<Piece> pieces = Difference.between(before, after);

            assertThat(without(pieces, Fate.NEW)).as("seed %d", seed).isEqualTo(before);
            assertThat(without(pieces, Fate.GONE)).as("seed %d", seed).isEqualTo(after);
        }
    }

    @Test
    void longTextsWithNothingInCommonAreAnsweredAllTheSame() {
        String before = "alt ".repeat(25_000);
        String after = "neu ".repeat(25_000);

        List<Piece> pieces = Difference.between(before, after);

        assertThat(without(pieces, Fate.NEW)).isEqualTo(before);
        assertThat(without(pieces, Fate.GONE)).isEqualTo(after);
    }

    private static String text(Random random) {
        List<String> words = List.of("one", "two", "drei", ".", " ", "\n", "ü", "😀", "\u0301");
        return random.ints(random.nextInt(30), 0, words.size())
                .mapToObj(words::get)
                .collect(Collectors.joining());
    }

    private static String without(List<Piece> pieces, Fate fate) {
        return pieces.stream()
                .filter(piece -> piece.fate() != fate)
                .map(Piece::text)
                .collect(Collectors.joining());
    }
}
