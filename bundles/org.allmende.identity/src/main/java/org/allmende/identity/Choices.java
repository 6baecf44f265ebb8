/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.allmende.api.member.Role;
import org.allmende.api.text.Phrases;
import org.allmende.identity.view.Options;
import org.allmende.identity.view.Options.Group;
import org.allmende.identity.view.Options.Option;

/** What forms let one choose from. */
final class Choices {

    private Choices() {}

    /** All zones by region, each with its offset now; {@code chosen} is among them even if it is an old name. */
    static Options zones(String chosen, Instant now) {
        Map<String, List<Option>> regions = new LinkedHashMap<>();
        List<String> zones = new ArrayList<>(Rules.zones());
        if (!chosen.isEmpty() && !zones.contains(chosen) && Rules.zone(chosen).isEmpty()) {
            zones.add(chosen);
        }
        for (String zone : zones) {
            int slash = zone.indexOf('/');
            String region = slash < 0 ? "UTC" : zone.substring(0, slash);
            String place = zone.substring(slash + 1).replace('_', ' ').replace("/", " / ");
            ZoneOffset offset = ZoneId.of(zone).getRules().getOffset(now);
            String label = place + " (UTC" + (offset.getTotalSeconds() == 0 ? "" : offset.getId()) + ")";
            regions.computeIfAbsent(region, any -> new ArrayList<>()).add(new Option(zone, label));
        }
        return new Options(regions.entrySet().stream()
                .map(it -> new Group(it.getKey(), it.getValue()))
                .toList());
    }

    /** The languages of the deployment, each in its own words, and none, for the browser's choice. */
    static Options locales(Set<Locale> languages, Phrases say) {
        List<Option> options = new ArrayList<>();
        options.add(new Option("", say.get("field.locale.any")));
        languages.stream()
                .map(it -> new Option(it.toLanguageTag(), it.getDisplayName(it)))
                .sorted(Comparator.comparing(Option::label))
                .forEach(options::add);
        return Options.of(options);
    }

    static Options scopes(Phrases say, boolean administrator) {
        return Options.of(Stream.of(Scope.values())
                .filter(it -> administrator || it != Scope.ADMIN)
                .map(it -> new Option(it.word(), say.get("scope." + it.word())))
                .toList());
    }

    static Options roles(Phrases say) {
        return Options.of(Stream.of(Role.MEMBER, Role.MODERATOR, Role.ADMINISTRATOR)
                .map(it -> new Option(it.word(), say.get("role." + it.word())))
                .toList());
    }
}
