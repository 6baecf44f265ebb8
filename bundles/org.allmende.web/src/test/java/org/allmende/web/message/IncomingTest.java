/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncomingTest {

    private static Incoming with(String header, String value) {
        return new Incoming("GET", "/", "", Map.of(header, List.of(value)), Incoming.Body.NONE, 0, "");
    }

    @Test
    void cookiesAreFoundByTheirWholeName() {
        Incoming in = with("cookie", "xallmende=no; allmende=yes;quoted=\"a b\"; empty=; allmende=later");
        assertThat(in.cookie("allmende")).contains("yes");
        assertThat(in.cookie("quoted")).contains("a b");
        assertThat(in.cookie("empty")).contains("");
        assertThat(in.cookie("mende")).isEmpty();
    }

    @Test
    void segmentsAreDecodedOneByOne() {
        Incoming in = with("a", "b");
        assertThat(in.segments("/a%2Fb/c%20d/%C3%A4")).contains(List.of("a/b", "c d", "ä"));
        assertThat(in.segments("/")).contains(List.of(""));
        assertThat(in.segments("/a+b")).contains(List.of("a+b"));
        assertThat(in.segments("/%C3")).isEmpty();
    }

    @Test
    void acceptedLanguagesAreReadBestFirst() {
        assertThat(AcceptedLanguages.of(
                        "fr;q=0.2, de-AT, *;q=0.1, en_GB;q=0.8,;q=1,nonsense-that-is-much-too-long-for-a-tag"))
                .extracting(java.util.Locale::toLanguageTag)
                .containsExactly("de-AT", "en-GB", "fr");
        assertThat(AcceptedLanguages.of("de;q=0")).isEmpty();
        assertThat(AcceptedLanguages.of(",".repeat(100_000))).isEmpty();
    }
}
