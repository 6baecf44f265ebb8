/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.plugins.deployment.Deployment.Wanted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentTest {

    private static Deployment read(String json) {
        return Deployment.read("deployment.json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileSaysWhatIsToBe() {
        Deployment read = read("""
                {
                  "features": {
                    "search": "1.1.0",
                    "moderation": {"held": true, "without": ["a.Gate"]}
                  },
                  "settings": {"a.b": {"rate": 20, "share": 0.5, "on": true, "words": ["x"], "key": "${env:KEY}"}}
                }""");
        assertThat(read.features())
                .isEqualTo(Map.of(
                        "search", new Wanted(Optional.of("1.1.0"), false, false, Set.of()),
                        "moderation", new Wanted(Optional.empty(), true, false, Set.of("a.Gate"))));
        assertThat(read.settings())
                .contains(Map.of(
                        "a.b",
                        Map.of("rate", 20L, "share", 0.5, "on", true, "words", List.of("x"), "key", "${env:KEY}")));
        assertThat(read("{\"features\": {}}").settings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"features": {"search": 7}}                      | line 1, column 25
            {"features": {"search": {"verison": "1"}}}       | "verison" is not known here
            {"features": {"Search": "1"}}                    | cannot be the id of a feature
            {"features": {"a": "1", "a": "2"}}               | Duplicate
            {"settings": {}}                                 | "features" is missing
            {"features": {}, "settings": {"p": {"k": {}}}}   | a text, a number, true, false or a list
            {"features": {}, "settings": {"p": {"k": null}}} | a text, a number, true, false or a list
            {"features": {"search": {"held": "yes"}}}        | true or false is expected
            """)
    void whatIsWrongIsNamedWithItsPlace(String json, String problem) {
        assertThatThrownBy(() -> read(json))
                .hasMessageContaining("deployment.json, line 1")
                .hasMessageContaining(problem);
    }
}
