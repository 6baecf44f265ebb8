/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

    private static final Path HERE = Path.of("/where/we/are");

    @Test
    void filesBecomeAbsoluteForTheyAreReadElsewhere() {
        assertThat(Words.absolute(List.of("import", "a.ndjson", "../b.ndjson", "/c", "--strict"), HERE))
                .containsExactly("import", "/where/we/are/a.ndjson", "/where/we/b.ndjson", "/c", "--strict");
        assertThat(Words.absolute(List.of("plugins", "install", "x.zip"), HERE))
                .containsExactly("plugins", "install", "/where/we/are/x.zip");
    }

    @Test
    void namesOfFeaturesStayAsTheyAre() {
        assertThat(Words.absolute(List.of("plugins", "update", "search@1.1.0"), HERE))
                .containsExactly("plugins", "update", "search@1.1.0");
    }

    @Test
    void theBarShowsPartsAndCountsWhatHasNoEnd() {
        assertThat(Bar.line("Posts", 1500, 3000)).isEqualTo("Posts [###############...............] 50 %  1500 / 3000");
        assertThat(Bar.line("Posts", 9, 3)).startsWith("Posts [##############################] 100 %");
        assertThat(Bar.line("Posts", 7, 0)).isEqualTo("Posts  7");
    }
}
