/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.text.Phrases;
import org.allmende.plugins.catalogue.Release;
import org.allmende.plugins.site.Sites;
import org.allmende.plugins.site.Warning;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Overview;
import org.allmende.plugins.swap.Plan;

/**
 * What an act would do, as its page tells it.
 *
 * @param version to be handed on to the act; empty if it has none to choose
 * @param obstacle why it can't be done; empty if it can
 * @param brings whether code comes that was not there
 */
public record PlanView(
        String id,
        String act,
        String version,
        String title,
        String button,
        String changes,
        String promise,
        List<Line> lines,
        List<String> warnings,
        String obstacle,
        boolean brings) {

    /** What is told of one thing. */
    public record Line(String name, List<String> values) {}

    static PlanView of(
            Plan plan, Overview.View view, Optional<Release> release, List<Warning> warnings, Phrases phrases) {
        String word = plan.act().word();
        String name = view.words(phrases.spoken()).name();
        String to = plan.to().orElse("");
        return new PlanView(
                plan.plugin(),
                word,
                plan.act() == Act.INSTALL || plan.act() == Act.UPDATE ? to : "",
                phrases.get("plan.title." + word, "name", name, "version", to),
                phrases.get("plan.do." + word),
                release.flatMap(Release::site)
                        .map(found -> found.entry().changes(phrases.spoken()))
                        .orElse(""),
                phrases.get("plan.promise." + word),
                lines(plan, release, phrases),
                warnings.stream().map(warning -> warning.text(phrases.spoken())).toList(),
                plan.obstacle().map(note -> note.in(phrases)).orElse(""),
                plan.act() == Act.INSTALL || plan.act() == Act.UPDATE);
    }

    private static List<Line> lines(Plan plan, Optional<Release> release, Phrases phrases) {
        List<Line> lines = new ArrayList<>();
        release.map(any -> source(any, phrases))
                .ifPresent(from -> lines.add(new Line(phrases.get("plan.from"), List.of(from))));
        add(lines, phrases.get("plan.comes"), plan.comes());
        add(lines, phrases.get("plan.goes"), plan.goes());
        add(lines, phrases.get("plan.settings"), plan.settings());
        add(lines, phrases.get("plan.tables"), plan.tables());
        add(lines, phrases.get("plan.restarts"), plan.restarts());
        release.flatMap(Release::site).map(found -> found.entry().needs()).ifPresent(needs -> {
            add(lines, phrases.get("plan.requires"), needs.features());
            add(lines, phrases.get("plan.capabilities"), needs.capabilities());
            add(lines, phrases.get("plan.services"), needs.services());
        });
        add(lines, phrases.get("plan.less"), plan.extendedBy());
        return lines;
    }

    private static void add(List<Line> lines, String name, List<String> values) {
        if (!values.isEmpty()) {
            lines.add(new Line(name, values));
        }
    }

    private static String source(Release release, Phrases phrases) {
        if (release.here().isPresent()) {
            return release.here().get().provenance().note().in(phrases);
        }
        Sites.Found found = release.site().orElseThrow();
        return phrases.get(
                "plan.at-site",
                "site",
                found.site().id(),
                "kilobytes",
                (found.entry().size() + 1023) / 1024);
    }
}
