/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.allmende.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureReaderTest {

    private static final String GOOD = """
            {
              // as the distribution has it
              "feature-resource-version": "1.0",
              "id": "org.allmende:search:1.2.0",
              "name": "Search",
              "unknown-to-us": {"a": [1, 2, {"b": null}]},
              "variables": {"where": "index", "times": 3},
              "bundles": [
                {"id": "org.allmende:org.allmende.lib.lucene:10.6.0", "allmende.library": true, "start-order": 5},
                "org.allmende:org.allmende.search:1.2.0"
              ],
              "configurations": {
                "org.allmende.search.Index": {
                  "folder": "${where}/${env:NAME}",
                  "limit:Integer": 20,
                  "weights:Double[]": [1, 2.5],
                  "on": true,
                  ".hidden": "left out"
                }
              }
            }
            """;

    private static Feature read(String json) {
        return FeatureReader.read("f.json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String json, String... saying) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(ProblemException.class)
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().status()).isEqualTo(400))
                .satisfies(e -> assertThat(e.getMessage()).contains(saying));
    }

    @Test
    void aFeatureIsReadWithItsSettings() {
        Feature feature = read(GOOD);
        assertThat(feature.id()).isEqualTo("search");
        assertThat(feature.version()).isEqualTo("1.2.0");
        assertThat(feature.own()).extracting(BundleId::file).containsExactly("org.allmende.search-1.2.0.jar");
        assertThat(feature.libraries()).extracting(BundleId::artifact).containsExactly("org.allmende.lib.lucene");
        assertThat(feature.configurations())
                .containsEntry(
                        "org.allmende.search.Index",
                        Map.of("folder", "index/${env:NAME}", "limit", 20, "weights", List.of(1.0, 2.5), "on", true));
    }

    @Test
    void whoeverMadeABundleItIsTheFeaturesOwnUnlessItIsMarkedAsALibrary() {
        Feature feature = read("""
                {
                  "id": "com.example:polls:2.0.0",
                  "bundles": [
                    {"id": "com.example:com.example.charts:1.4.0", "allmende.library": true},
                    {"id": "com.example:com.example.polls:2.0.0", "allmende.library": false},
                    "org.example:polls-pages:2.0.0"
                  ]
                }""");
        assertThat(feature.own()).extracting(BundleId::artifact).containsExactly("com.example.polls", "polls-pages");
        assertThat(feature.libraries()).extracting(BundleId::artifact).containsExactly("com.example.charts");
    }

    @Test
    void whatAFeatureIsCalledIsSaidInTheReadersLanguage() {
        String translated = GOOD.replace("\"name\": \"Search\"", """
                "name": "Search", "extensions": {"allmende-translations": {"type": "json", "kind": "optional",
                "json": {"de": {"name": "Suche", "description": "Findet"}, "pt-BR": {"name": "Busca"}}}}""");
        Names names = read(translated).names();

        assertThat(names.in(Locale.GERMAN)).isEqualTo(new Names.Words("Suche", "Findet"));
        assertThat(names.in(Locale.forLanguageTag("de-AT")).name()).isEqualTo("Suche");
        assertThat(names.in(Locale.forLanguageTag("pt-BR")).name()).isEqualTo("Busca");
        assertThat(names.in(Locale.forLanguageTag("pt")).name()).isEqualTo("Search");
        assertThat(names.in(Locale.FRENCH).name()).isEqualTo("Search");
        refused(translated.replace("\"pt-BR\"", "\"p\""), "\"p\" is no language");
        refused(translated.replace("{\"name\": \"Busca\"}", "{}"), "the field \"name\" is missing");
    }

    @Test
    void aNameGivenTwiceIsRefusedWhereItStands() {
        refused("{\n  \"id\": \"a:b:1\",\n  \"id\": \"a:b:2\"\n}", "f.json, line 3, column ", "Duplicate", "id");
    }

    @Test
    void tenThousandLevelsAreRefused() {
        refused("{\"bundles\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}", "f.json, line 1, column ", "depth");
        refused("{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000), "f.json, line 1, column ", "depth");
    }

    @Test
    void whatComesAfterTheEndIsRefused() {
        refused(GOOD + "\n}", "f.json, line ", "column");
        refused(GOOD + "{}", "there is something after the end of the object");
    }

    @Test
    void whatEndsTooEarlyIsRefused() {
        refused("", "f.json, line 1, column 1");
        refused("{\"id\": \"a:b", "f.json, line 1");
        refused("[1]", "f.json, line 1, column 1: an object is expected");
    }

    @Test
    void moreThanAMebibyteIsRefused() {
        assertThatThrownBy(() -> read(" ".repeat(1 << 20) + GOOD))
                .satisfies(e ->
                        assertThat(((ProblemException) e).problem().status()).isEqualTo(413))
                .hasMessageContaining("1048576");
    }

    @Test
    void aMissingOrWrongFieldIsNamedWithItsPlace() {
        refused("{\n \"id\": \"a:b:1\"\n}", "line 1, column 1: the field \"bundles\" is missing");
        refused("{\n \"id\": \"a:b\", \"bundles\": []}", "line 2, column 8: \"a:b\" is not of the form");
        refused("{\"id\": \"a:../x:1\", \"bundles\": []}", "is not of the form group:artifact:version");
        refused("{\"id\": \"a:Search:1\", \"bundles\": []}", "lower-case letters");
        refused("{\"id\": \"a:b:1\",\n\"bundles\": [\n 7]}", "line 3, column 2: an object is expected");
        refused(
                "{\"id\": \"a:b:1\", \"bundles\": [{\"id\": \"a:b:1\", \"allmende.library\": true}]}",
                "no bundle of the feature's own");
        refused(
                "{\"id\": \"a:b:1\",\n\"bundles\": [\n{\"id\": \"a:b:1\", \"allmende.library\": \"yes\"}]}",
                "line 3, column 37: true or false is expected");
        refused(
                "{\"id\": \"a:b:1\", \"bundles\": [\"a:org.allmende.x:1\",\n \"c:org.allmende.x:1\"]}",
                "line 2, column 2: c:org.allmende.x:1 is named twice");
        refused(GOOD.replace("${where}", "${nowhere}"), "line 14", "the variable nowhere is not defined");
        refused(GOOD.replace(": 20", ": \"many\""), "line 15", "\"many\" is no Integer");
        refused(GOOD.replace("\"1.0\"", "\"2.0\""), "line 3", "1.0 is understood");
    }

    @Test
    void anExtensionThatMustBeUnderstoodAndIsNotIsRefused() {
        String extended = GOOD.replace("\"name\"", "\"extensions\": {\"x\": {\"kind\": \"%s\"}}, \"name\"");
        refused(extended.formatted("mandatory"), "the extension \"x\" is mandatory");
        assertThat(read(extended.formatted("optional")).id()).isEqualTo("search");
    }

    @ParameterizedTest
    @CsvSource({"1.2.0,1.10.0", "1.0.0-rc1,1.0.0", "1.0.0-rc1,1.0.0-rc2", "1.9,2"})
    void versionsAreOrderedAsPeopleMeanThem(String older, String newer) {
        assertThat(Versions.ORDER.compare(older, newer)).isNegative();
        assertThat(Versions.ORDER.compare(newer, older)).isPositive();
        assertThat(Stream.of(newer, older).sorted(Versions.ORDER)).containsExactly(older, newer);
    }

    @Test
    void aVersionWithFewerPartsIsTheSame() {
        assertThat(Versions.ORDER.compare("1.0", "1.0.0")).isZero();
    }
}
