/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void readsWhatItWrote() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "Zwölf \"Boxkämpfer\"\n\u2028\uD83D\uDE00\uD800\u0001");
        value.put("list", Arrays.asList(1L, -2.5, true, false, null, List.of(), Map.of()));
        String line = Json.write(value);
        assertThat(line).doesNotContain("\n").doesNotContain("\u2028");
        assertThat(Json.read(line)).isEqualTo(value);
    }

    @Test
    void namesLineAndColumnOfADuplicateKey() {
        assertThatThrownBy(() -> Json.read("{\"a\": 1,\n  \"a\": 2}"))
                .hasMessage("line 2, column 3: the key \"a\" is there twice");
    }

    @Test
    void refusesADeepNestingInsteadOfOverflowing() {
        assertThatThrownBy(() -> Json.read("[".repeat(10_000))).hasMessage("line 1, column 66: nested deeper than 64");
    }

    @Test
    void refusesWhatIsNotJson() {
        List<String> wrong = List.of(
                "",
                "{",
                "[1,]",
                "{\"a\":}",
                "{a:1}",
                "01",
                "1.",
                "+1",
                "nul",
                "\"\\x\"",
                "\"\\u12\"",
                "\"a\nb\"",
                "1 2",
                "'a'");
        for (String text : wrong) {
            assertThatThrownBy(() -> Json.read(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
