/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TonguesTest {

    @ParameterizedTest
    @CsvSource({
        "Deutsch, en, de",
        "german, fr, de",
        "ALLEMAND, fr, de",
        "polski, en, pl",
        "Chinesisch, de, zh",
        "allemand, en, ''",
        "nothing, en, ''"
    })
    void aLanguageIsKnownByItsNamesHereAndThere(String name, String in, String code) {
        try (Tongues tongues = new Tongues("en")) {
            assertThat(tongues.named(name, Locale.forLanguageTag(in)).orElse(""))
                    .isEqualTo(code);
        }
    }
}
