/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.health.Health;
import org.allmende.api.text.Phrases;
import org.allmende.plugins.allocation.Allocation.Measured;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.Names;
import org.allmende.plugins.site.Warning;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Overview;
import org.allmende.plugins.swap.Overview.State;
import org.allmende.plugins.swap.Step;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.told.Note;

/**
 * A feature as its card on the page shows it, in the reader's words.
 *
 * @param version such as {@code 1.3.0}, or {@code 1.3.0 → 1.4.0} while it is swapped
 * @param trouble what went wrong and its cure; empty if nothing did
 * @param steps of the swap that is under way, or of the one that ended badly
 * @param percent how far that is; -1 if none is under way
 * @param facts one line of what is worth knowing
 * @param update the newer version to be had; empty if there is none
 * @param previous the version to go back to; empty if there is none
 */
public record Card(
        String id,
        String name,
        String description,
        String version,
        List<Chip> chips,
        String trouble,
        List<Line> steps,
        int percent,
        List<String> facts,
        boolean installed,
        String update,
        String notOffered,
        String changes,
        List<Chip> warnings,
        String previous,
        boolean held,
        boolean runs,
        boolean picture,
        List<String> versions) {

    /** @param kind {@code good}, {@code warn}, {@code bad}, {@code info} or {@code plain} */
    public record Chip(String kind, String text) {}

    /**
     * @param css {@code done}, {@code now}, {@code bad} or empty
     * @param took how long, or "now"
     */
    public record Line(String css, String label, String detail, String took) {}

    public boolean under() {
        return percent >= 0;
    }

    static Card of(Overview.View view, Optional<Measured> allocation, Phrases phrases, Clock clock) {
        Names.Words words = view.words(phrases.spoken());
        Optional<Swap> under = view.under();
        Optional<Swap> wentBack = view.last().filter(swap -> swap.state() == Step.ROLLED_BACK && under.isEmpty());
        return new Card(
                view.id(),
                words.name(),
                words.description(),
                version(view),
                chips(view, wentBack, phrases),
                trouble(view, wentBack, phrases),
                under.or(() -> wentBack)
                        .map(swap -> lines(swap, phrases, clock))
                        .orElse(List.of()),
                under.map(swap -> 100 * swap.state().ordinal() / Step.PROBATION.ordinal())
                        .orElse(-1),
                facts(view, allocation, phrases),
                view.installed().isPresent(),
                view.offered().orElse(""),
                view.update()
                        .filter(update -> update.obstacle().isPresent())
                        .map(update -> phrases.get(
                                "card.not-offered",
                                "version",
                                update.version(),
                                "why",
                                update.obstacle().get().in(phrases)))
                        .orElse(""),
                view.update()
                        .flatMap(Overview.Update::entry)
                        .map(entry -> entry.changes(phrases.spoken()))
                        .orElse(""),
                warnings(view, phrases),
                view.installed().flatMap(Installed::previous).orElse(""),
                view.held(),
                view.state() == State.RUNNING,
                view.picture().isPresent(),
                view.versions());
    }

    private static List<Chip> warnings(Overview.View view, Phrases phrases) {
        List<Chip> warnings = new ArrayList<>();
        for (Warning warning : view.warnings()) {
            warnings.add(new Chip(
                    warning.severity().compareTo(Warning.Severity.HIGH) >= 0 ? "bad" : "warn",
                    phrases.get(
                            "card.warning",
                            "severity",
                            phrases.get("severity." + warning.severity()),
                            "text",
                            warning.text(phrases.spoken()))));
        }
        view.deprecated().ifPresent(why -> warnings.add(new Chip("warn", phrases.get("card.deprecated", "why", why))));
        return warnings;
    }

    private static String version(Overview.View view) {
        String now = view.installed().map(Installed::version).orElse("");
        Optional<String> next = view.under().flatMap(Swap::to).filter(to -> !to.equals(now));
        if (next.isPresent()) {
            return now.isEmpty() ? next.get() : now + " → " + next.get();
        }
        return now.isEmpty() ? view.versions().stream().findFirst().orElse("") : now;
    }

    private static List<Chip> chips(Overview.View view, Optional<Swap> wentBack, Phrases phrases) {
        List<Chip> chips = new ArrayList<>();
        if (view.under().isPresent()) {
            chips.add(new Chip(
                    "info", phrases.get("doing." + view.under().get().act().word())));
        } else if (view.state() == State.RUNNING) {
            Health.Level worst = view.health().stream()
                    .map(Health::level)
                    .max(Health.Level::compareTo)
                    .orElse(Health.Level.GOOD);
            chips.add(new Chip(
                    switch (worst) {
                        case GOOD -> "good";
                        case DEGRADED -> "warn";
                        case BAD -> "bad";
                    },
                    phrases.get("health." + worst)));
        } else {
            chips.add(new Chip(view.state() == State.FAILED ? "bad" : "plain", phrases.get("state." + view.state())));
        }
        if (view.last().filter(swap -> swap.state() == Step.PROBATION).isPresent()) {
            chips.add(new Chip("info", phrases.get("chip.probation")));
        }
        if (wentBack.isPresent() && view.installed().isPresent()) {
            chips.add(new Chip(
                    "bad",
                    phrases.get("chip.back", "version", view.installed().get().version())));
        }
        view.installed()
                .map(one -> one.without().size())
                .filter(count -> count > 0)
                .ifPresent(count -> chips.add(new Chip("warn", phrases.get("fact.without", "count", count))));
        if (view.held()) {
            chips.add(new Chip("plain", phrases.get("chip.held")));
        }
        return chips;
    }

    private static String trouble(Overview.View view, Optional<Swap> wentBack, Phrases phrases) {
        return view.failure()
                .or(() -> wentBack.flatMap(Swap::reason))
                .map(note -> note.in(phrases))
                .orElse("");
    }

    private static List<String> facts(Overview.View view, Optional<Measured> allocation, Phrases phrases) {
        List<String> facts = new ArrayList<>();
        facts.add(view.id());
        facts.add(phrases.get(
                "fact.bundles",
                "count",
                view.feature().map(Feature::bundles).orElse(List.of()).size()));
        view.installed().ifPresent(one -> facts.add(phrases.get("fact.generation", "number", one.number())));
        view.conduct().ifPresent(conduct -> {
            facts.add(phrases.get(
                    "fact.calls",
                    "calls",
                    conduct.calls().calls(),
                    "errors",
                    conduct.calls().failures()));
            facts.add(phrases.get("fact.lag", "lag", conduct.lag()));
        });
        allocation.ifPresent(one -> facts.add(phrases.get(
                "fact.allocates",
                "kilobytes",
                one.bytesPerSecond() / 1024,
                "seconds",
                one.over().toSeconds(),
                "ago",
                phrases.ago(one.at()))));
        add(facts, phrases, "fact.needs", view.needs());
        add(facts, phrases, "fact.needed-by", view.neededBy());
        for (Health health : view.health()) {
            if (!health.detail().isEmpty()) {
                facts.add(health.part() + ": " + health.detail());
            }
        }
        return facts;
    }

    private static void add(List<String> facts, Phrases phrases, String key, List<String> features) {
        if (!features.isEmpty()) {
            facts.add(phrases.get(key, "features", String.join(", ", features)));
        }
    }

    /** The steps that were gone, and while it is under way those that are to come. */
    static List<Line> lines(Swap swap, Phrases phrases, Clock clock) {
        List<Line> lines = new ArrayList<>();
        Step last = Step.PLANNED;
        for (Swap.Shown step : swap.shown(clock.instant())) {
            boolean back = step.step() == Step.ROLLED_BACK;
            lines.add(new Line(
                    back ? "bad" : step.under() ? "now" : "done",
                    phrases.get("step." + step.step()),
                    step.note().map((Note note) -> note.in(phrases)).orElse(""),
                    step.under() ? phrases.get("now") : step.step().isEnd() ? "" : took(step.took(), phrases)));
            last = step.step();
        }
        if (!last.isSettled() && !swap.act().ends()) {
            for (Step next : Step.values()) {
                if (next.compareTo(last) > 0 && next.compareTo(Step.PROBATION) <= 0) {
                    lines.add(new Line("", phrases.get("step." + next), "", ""));
                }
            }
        }
        return lines;
    }

    private static String took(Duration took, Phrases phrases) {
        return took.toMillis() < 1000
                ? phrases.get("took.ms", "ms", took.toMillis())
                : phrases.get("took.s", "s", took.toMillis() / 1000.0);
    }
}
