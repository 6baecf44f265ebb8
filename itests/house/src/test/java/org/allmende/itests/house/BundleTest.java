/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allmende.itests.house.House.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every bundle has, and that the distribution is made of exactly what runtime.json and the features name. */
class BundleTest {

    /** The rest is for our own framework; Lucene is here since Oak has a version of its own that ours can't be taken for. */
    private static final List<String> OF_NOBODY_ELSE = List.of(
            "org.allmende.",
            "tools.jackson.",
            "org.apache.lucene.",
            "org.commonmark",
            "org.owasp.html",
            "gg.jte",
            "org.slf4j");

    private static Collection<Bundle> bundles() {
        return House.bundles();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void itsFolderIsItsSymbolicName(Bundle bundle) {
        assertThat(bundle.clauses("Bundle-SymbolicName")).containsOnlyKeys(bundle.name());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasAPageThatSaysWhatItDoesAndHowToTryIt(Bundle bundle) {
        Path readme = bundle.folder().resolve("README.md");
        assertThat(readme).exists();
        assertThat(House.text(readme))
                .as("%s", readme)
                .startsWith("# " + bundle.name() + "\n")
                .contains("What it does", "Try it", "Settings", "Extend it");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void hasTheHeadersThatAllInherit(Bundle bundle) {
        assertThat(bundle.headers()).containsAllEntriesOf(inherited());
    }

    @Test
    void everyBundleIsInTheRuntimeOrInAFeature() {
        Set<String> named = new TreeSet<>(House.ELSEWHERE);
        House.features().forEach(feature -> named.addAll(House.named(feature)));
        assertThat(named).containsAll(House.folders());
    }

    @Test
    void theDistributionHasExactlyTheJarsThatAreNamed() throws IOException {
        Set<String> named = House.features().stream()
                .flatMap(feature -> House.ids(feature).stream())
                .map(id -> id.split(":")[1] + "-" + id.split(":")[2] + ".jar")
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> jars = Files.list(House.DISTRIBUTION.resolve("bundles"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString())).containsExactlyInAnyOrderElementsOf(named);
        }
    }

    @Test
    void everyJarOfTheDistributionIsABundle() throws IOException {
        try (Stream<Path> jars = Files.list(House.DISTRIBUTION.resolve("bundles"))) {
            for (Path jar : jars.toList()) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    assertThat(file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
                            .as("%s", jar.getFileName())
                            .isNotBlank();
                }
            }
        }
    }

    /** As integrators are told to do: a library that is not marked would be there once more with each generation. */
    @Test
    void featuresMarkTheirLibraries() {
        for (Path feature : House.features().subList(1, House.features().size())) {
            House.json(feature).path("bundles").valueStream().forEach(bundle -> assertThat(
                            bundle.path("allmende.library").asBoolean(false))
                    .as("%s in %s", bundle, feature.getFileName())
                    .isEqualTo(bundle.path("id").asString().contains(":org.allmende.lib.")));
        }
    }

    /** What a bundle is imported by the framework from must come before it, so that a start resolves bundle by bundle. */
    @Test
    void theRuntimeStartsTheContractBeforeAllThatUsesIt() {
        List<String> ours = House.ids(House.DISTRIBUTION.resolve("runtime.json")).stream()
                .map(id -> id.split(":")[1])
                .filter(name -> name.startsWith("org.allmende.") && !name.startsWith("org.allmende.lib."))
                .toList();
        assertThat(ours).startsWith("org.allmende.api", "org.allmende.lease");
    }

    /**
     * In a host's framework nobody but ourselves is to be wired to a library of ours: either its package has no other user, or
     * it is exported for those only who ask for the suite's.
     */
    @ParameterizedTest
    @MethodSource("bundles")
    void noStrangerIsWiredToALibraryOfOurs(Bundle bundle) {
        assertThat(bundle.clauses("Export-Package")).allSatisfy((name, attributes) -> assertThat(attributes)
                .as("%s exports %s: see decision 0012", bundle, name)
                .satisfiesAnyOf(any -> assertThat(OF_NOBODY_ELSE).anyMatch(name::startsWith), any -> assertThat(any)
                        .contains("suite=allmende", "mandatory:=suite")));
    }

    /** The headers of the root bnd.bnd: whatever is no instruction. */
    static Map<String, String> inherited() {
        Map<String, String> headers = new TreeMap<>();
        House.text(House.ROOT.resolve("bnd.bnd"))
                .lines()
                .filter(line -> line.matches("[A-Z][A-Za-z-]*:.*"))
                .forEach(line -> headers.put(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip()));
        assertThat(headers).as("headers in bnd.bnd").isNotEmpty();
        return headers;
    }
}
