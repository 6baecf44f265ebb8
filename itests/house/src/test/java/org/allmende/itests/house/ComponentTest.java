/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever a component cannot do without is offered by somebody: else it silently never comes to be. */
class ComponentTest {

    private static final Pattern NAME = Pattern.compile("component[^>]* name=\"([^\"]+)\"");
    private static final Pattern PROVIDED = Pattern.compile("provide interface=\"([^\"]+)\"");
    private static final Pattern REFERENCE = Pattern.compile("<reference [^>]*>");
    private static final Pattern INTERFACE = Pattern.compile("interface=\"([^\"]+)\"");

    /** Offered by activators of ours and by the framework's own bundles. */
    private static final Set<String> OFFERED_OTHERWISE = Set.of(
            "java.time.Clock",
            "org.allmende.api.lease.Leases",
            "org.allmende.api.lease.Generations",
            "org.osgi.service.cm.ConfigurationAdmin",
            "org.osgi.service.component.runtime.ServiceComponentRuntime",
            "org.osgi.service.metatype.MetaTypeService");

    private record Component(String name, List<String> needed) {}

    @Test
    void everyMandatoryReferenceHasSomebodyBehindIt() {
        Set<String> offered = new TreeSet<>(OFFERED_OTHERWISE);
        List<Component> components = new ArrayList<>();
        for (House.Bundle bundle : inTheDistribution()) {
            offered.addAll(bundle.clauses("Allmende-Contracts").keySet());
            for (String xml : descriptions(bundle)) {
                PROVIDED.matcher(xml).results().forEach(found -> offered.add(found.group(1)));
                components.add(component(xml));
            }
        }
        assertThat(components).isNotEmpty();
        Map<String, List<String>> missing = components.stream()
                .collect(Collectors.toMap(Component::name, component -> component.needed().stream()
                        .filter(name -> !offered.contains(name))
                        .toList()));
        missing.values().removeIf(List::isEmpty);
        assertThat(missing).isEmpty();
    }

    /** Else a change of one would stop it, and all that stand on it, down to what swaps features. */
    @Test
    void whoeverHasSettingsTakesAChangeOfThemAsItRuns() {
        List<Path> unable = House.bundles().stream()
                .flatMap(bundle -> bundle.sources().entrySet().stream())
                .filter(source -> source.getValue().contains("@Designate(")
                        && !source.getValue().contains("@Modified"))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(unable).isEmpty();
    }

    private static List<House.Bundle> inTheDistribution() {
        return House.bundles().stream()
                .filter(bundle -> !House.ELSEWHERE.contains(bundle.name()))
                .toList();
    }

    private static Component component(String xml) {
        Matcher name = NAME.matcher(xml);
        assertThat(name.find()).as(xml).isTrue();
        List<String> needed = REFERENCE
                .matcher(xml)
                .results()
                .map(reference -> reference.group())
                .filter(reference -> !reference.contains("cardinality=\"0"))
                .map(reference -> INTERFACE
                        .matcher(reference)
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1))
                .toList();
        return new Component(name.group(1), needed);
    }

    private static List<String> descriptions(House.Bundle bundle) {
        Path jar = House.DISTRIBUTION.resolve("bundles/" + bundle.name() + "-1.0.0.jar");
        try (JarFile file = new JarFile(jar.toFile())) {
            List<String> texts = new ArrayList<>();
            for (String path : bundle.clauses("Service-Component").keySet()) {
                texts.add(new String(file.getInputStream(file.getEntry(path)).readAllBytes(), StandardCharsets.UTF_8));
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
