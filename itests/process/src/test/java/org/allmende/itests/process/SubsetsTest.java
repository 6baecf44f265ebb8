/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.allmende.itests.support.Distributions;
import org.allmende.itests.support.Place;
import org.allmende.itests.support.Smoke;
import org.allmende.testkit.runtime.Allmende;
import org.allmende.testkit.runtime.Client;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every subset of the features starts, serves and does its least, on the embedded forum and on the awkward host. */
@Timeout(180)
class SubsetsTest {

    private static Path distribution;

    @TempDir
    Path directory;

    private static Stream<Set<Smoke>> subsets() {
        Smoke[] all = Smoke.values();
        return IntStream.range(0, 1 << all.length).mapToObj(bits -> Stream.of(all)
                .filter(feature -> (bits & 1 << feature.ordinal()) != 0)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Smoke.class))));
    }

    @BeforeAll
    static void addTheAwkwardHost() throws Exception {
        Path target = Path.of("../fakehost/target").toAbsolutePath().normalize();
        try (Stream<Path> jars = Files.list(target)) {
            Path jar = jars.filter(file ->
                            file.getFileName().toString().matches("org\\.allmende\\.itests\\.fakehost-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
            distribution = Distributions.with(
                    jar, Files.createTempDirectory(Path.of("target").toAbsolutePath(), "distribution-"));
        }
    }

    @ParameterizedTest
    @MethodSource("subsets")
    void aSubsetServesOnBothHosts(Set<Smoke> features) {
        String names = features.isEmpty()
                ? "none"
                : features.stream().map(Smoke::feature).collect(Collectors.joining(","));
        Map<String, String> environment =
                Map.of("ALLMENDE_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -Dallmende.dist=" + distribution);
        try (Allmende suite = Allmende.start(List.of(), environment, directory.resolve("home"), "--features", names)) {
            Client admin = suite.admin();
            List<Place> places = List.of(Place.forum(admin), Place.fake(admin));
            for (Smoke feature : Smoke.values()) {
                if (features.contains(feature)) {
                    places.forEach(place -> feature.passes(admin, place));
                } else {
                    feature.isMissing(admin);
                }
            }
        }
    }
}
