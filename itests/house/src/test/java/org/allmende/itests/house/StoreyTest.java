/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.allmende.itests.house.House.Bundle;
import org.allmende.itests.house.House.Storey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Imports only go down; features and hosts meet in the contract; implementation bundles export nothing. */
class StoreyTest {

    private static final Pattern NAME = Pattern.compile("\\borg\\.allmende(?:\\.[a-z][a-z0-9]*)+");

    private static Collection<Bundle> bundles() {
        return House.bundles();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void importsOnlyWhatALowerStoreyExports(Bundle bundle) {
        Set<String> wrong = new TreeSet<>();
        for (String imported : bundle.imports()) {
            if (imported.startsWith("org.allmende.") && !bundle.packages().contains(imported)) {
                exporter(imported)
                        .filter(exporter -> exporter.storey().compareTo(bundle.storey()) >= 0)
                        .ifPresent(
                                exporter -> wrong.add(imported + " of " + exporter + " (" + exporter.storey() + ")"));
                if (exporter(imported).isEmpty()) {
                    wrong.add(imported + ", which nobody exports");
                }
            }
        }
        assertThat(wrong)
                .as("%s (%s) imports, and must not", bundle, bundle.storey())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void itsSourcesNameOnlyItselfAndWhatALowerStoreyExports(Bundle bundle) {
        Set<String> wrong = new TreeSet<>();
        bundle.sources().forEach((file, text) -> NAME.matcher(code(text))
                .results()
                .map(found -> found.group())
                .filter(name -> !own(bundle, name))
                .filter(name -> exporter(name)
                        .filter(other -> other.storey().compareTo(bundle.storey()) < 0)
                        .isEmpty())
                .forEach(name -> wrong.add(file + ": " + name)));
        assertThat(wrong)
                .as("names in the sources of %s (%s) that it must not know", bundle, bundle.storey())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void onlyTheContractAndLibrariesExport(Bundle bundle) {
        if (bundle.storey().compareTo(Storey.CONTRACT) > 0) {
            assertThat(bundle.exports()).as("exports of %s", bundle).isEmpty();
        }
    }

    /** A narrow range is that of a bundle that implements what only the runtime implements, and would end with the next minor version. */
    @ParameterizedTest
    @MethodSource("bundles")
    void featuresAndHostsWorkWithEveryMinorVersionOfTheContract(Bundle bundle) {
        if (bundle.storey().compareTo(Storey.RUNTIME) > 0) {
            assertThat(bundle.clauses("Import-Package"))
                    .as("imports of %s", bundle)
                    .allSatisfy((name, rest) -> {
                        if (name.startsWith("org.allmende.api.")) {
                            assertThat(rest).matches(".*,[0-9]+(\\.0)*\\).*");
                        }
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void holdsItsOwnPackagesOnlyAndWhatIsCopied(Bundle bundle) {
        if (bundle.storey() != Storey.LIBRARY) {
            assertThat(bundle.packages()).as("packages in %s", bundle).allMatch(name -> own(bundle, name));
        }
    }

    @Test
    void aStepUpOrAsideIsSeen() {
        Set<String> runtime = Set.of("org.allmende.web");
        assertThat(House.storey("org.allmende.api", runtime)).isEqualTo(Storey.CONTRACT);
        assertThat(House.storey("org.allmende.search.api", runtime)).isEqualTo(Storey.CONTRACT);
        assertThat(House.storey("org.allmende.web", runtime)).isEqualTo(Storey.RUNTIME);
        assertThat(House.storey("org.allmende.search", runtime)).isEqualTo(Storey.FEATURE);
        assertThat(House.storey("org.allmende.host.forum", runtime)).isEqualTo(Storey.HOST);
        assertThat(NAME.matcher("import org.allmende.search.Index;").results().map(found -> found.group()))
                .containsExactly("org.allmende.search");
    }

    @Test
    void whatIsCopiedIntoRuntimeBundlesKnowsTheContractOnly() {
        Set<String> known = new TreeSet<>();
        House.sources(House.ROOT.resolve("bundles").resolve(House.COPIED))
                .forEach((file, text) -> NAME.matcher(code(text))
                        .results()
                        .map(found -> found.group())
                        .forEach(known::add));
        assertThat(known)
                .contains(House.COPIED)
                .allMatch(name -> name.equals(House.COPIED)
                        || exporter(name)
                                .filter(other -> other.storey() == Storey.CONTRACT)
                                .isPresent());
    }

    private static boolean own(Bundle bundle, String name) {
        return name.equals(bundle.name())
                || name.startsWith(bundle.name() + ".")
                || bundle.storey() == Storey.RUNTIME && name.equals(House.COPIED);
    }

    private static final Map<String, Bundle> EXPORTERS = exporters();

    private static Optional<Bundle> exporter(String name) {
        return Optional.ofNullable(EXPORTERS.get(name));
    }

    private static Map<String, Bundle> exporters() {
        Map<String, Bundle> exporters = new LinkedHashMap<>();
        for (Bundle bundle : House.bundles()) {
            bundle.exports().forEach(name -> exporters.put(name, bundle));
        }
        return exporters;
    }

    /** A name in a comment or in a text is no import. */
    private static String code(String java) {
        return java.replaceAll("\"(\\\\.|[^\"\\\\\n])*\"", "\"\"")
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("//[^\n]*", "");
    }
}
