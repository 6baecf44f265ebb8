/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.health.Health;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Json;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.Names;
import org.allmende.plugins.swap.Conduct;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Overview;
import org.allmende.plugins.swap.Plan;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.told.Note;

/** Features, plans and swaps as JSON, their names and notes in the reader's language. */
final class Shown {

    private Shown() {}

    static Json plugin(Overview.View view, Phrases phrases) {
        List<BundleId> bundles = view.feature().map(Feature::bundles).orElse(List.of());
        List<BundleId> libraries = bundles.stream()
                .filter(bundle -> view.feature().get().isLibrary(bundle))
                .toList();
        Names.Words words = view.words(phrases.spoken());
        Json json = Json.object(
                "id", view.id(),
                "name", words.name(),
                "description", words.description(),
                "version", view.installed().map(Installed::version),
                "generation", view.installed().map(Installed::number),
                "state", view.state(),
                "bundles", texts(bundles),
                "available", view.versions(),
                "update", view.offered(),
                "previous", view.installed().flatMap(Installed::previous),
                "requires", texts(libraries),
                "deprecated", view.deprecated(),
                "warnings",
                        view.warnings().stream()
                                .map(warning -> Json.object(
                                        "severity", warning.severity(), "text", warning.text(phrases.spoken())))
                                .toList(),
                "held", view.held(),
                "needs", view.needs(),
                "neededBy", view.neededBy(),
                "without",
                        view.installed().map(Installed::without).stream()
                                .flatMap(Set::stream)
                                .sorted()
                                .toList(),
                "lag", view.conduct().map(Conduct::lag),
                "calls", view.conduct().map(conduct -> conduct.calls().calls()),
                "errors", view.conduct().map(conduct -> conduct.calls().failures()),
                "health", worst(view.health()),
                "checks", view.health().stream().map(Shown::health).toList());
        Json withUpdate = view.update()
                .flatMap(Overview.Update::obstacle)
                .map(note -> json.with("notOffered", note.in(phrases)))
                .orElse(json);
        Json withReason = view.failure()
                .map(note -> withUpdate.with("reason", note.in(phrases)))
                .orElse(withUpdate);
        return view.under()
                .map(swap -> withReason.with("swap", Long.toString(swap.id())))
                .orElse(withReason);
    }

    private static List<String> texts(List<BundleId> bundles) {
        return bundles.stream().map(BundleId::toString).toList();
    }

    /** {@code good}, {@code degraded}, {@code bad}; {@code unknown} if nobody says anything. */
    static String worst(List<Health> all) {
        return all.stream()
                .map(Health::level)
                .max(Health.Level::compareTo)
                .map(level -> level.name().toLowerCase(java.util.Locale.ROOT))
                .orElse("unknown");
    }

    private static Json health(Health health) {
        return Json.object("part", health.part(), "level", health.level(), "detail", health.detail());
    }

    static Json swap(Swap swap, Phrases phrases, Clock clock) {
        List<Json> steps = new ArrayList<>();
        for (Swap.Shown step : swap.shown(clock.instant())) {
            steps.add(Json.object(
                    "name", step.step().name(),
                    "at", step.at(),
                    "ms", step.took().toMillis(),
                    "detail", step.note().map(note -> note.in(phrases)).orElse("")));
        }
        Json json = Json.object(
                "id", Long.toString(swap.id()),
                "plugin", swap.plugin(),
                "act", swap.act(),
                "from", swap.from(),
                "to", swap.to(),
                "generation", swap.number(),
                "state", swap.state().name(),
                "steps", steps);
        Optional<Note> reason = swap.reason();
        return reason.map(note -> json.with("reason", note.in(phrases))).orElse(json);
    }

    static Json plan(Plan plan, Phrases phrases) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("plugin", plan.plugin());
        fields.put("act", plan.act());
        fields.put("from", plan.from());
        fields.put("to", plan.to());
        fields.put("comes", plan.comes());
        fields.put("goes", plan.goes());
        fields.put("settings", plan.settings());
        fields.put("tables", plan.tables());
        fields.put("restarts", plan.restarts());
        fields.put("extendedBy", plan.extendedBy());
        fields.put("possible", plan.obstacle().isEmpty());
        plan.obstacle().ifPresent(note -> fields.put("reason", note.in(phrases)));
        return new Json(fields);
    }
}
