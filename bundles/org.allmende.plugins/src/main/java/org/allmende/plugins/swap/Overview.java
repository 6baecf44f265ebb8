/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.allmende.api.health.Health;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.catalogue.Release;
import org.allmende.plugins.feature.About;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.Names;
import org.allmende.plugins.feature.Versions;
import org.allmende.plugins.journal.Ledger;
import org.allmende.plugins.site.Entry;
import org.allmende.plugins.site.Sites;
import org.allmende.plugins.site.Warning;
import org.allmende.plugins.told.Note;

/** What there is: features as they are, and what has become of their swaps. Changes nothing. Thread-safe. */
public final class Overview {

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Targets targets;
    private final Ground ground;
    private final Running running;
    private final Fitting fitting;

    Overview(Ledger ledger, Catalogue catalogue, Targets targets, Ground ground, Running running) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.targets = targets;
        this.ground = ground;
        this.running = running;
        this.fitting = new Fitting(ground, Runtime.version().feature());
    }

    /** Everything about one feature that a page or a list shows. */
    public record View(
            String id,
            Optional<Feature> feature,
            Optional<Installed> installed,
            State state,
            boolean held,
            Optional<Names> names,
            Optional<String> picture,
            List<String> versions,
            Optional<Update> update,
            List<Warning> warnings,
            Optional<String> deprecated,
            List<Health> health,
            Optional<Conduct> conduct,
            List<String> needs,
            List<String> neededBy,
            Optional<Note> failure,
            Optional<Swap> under,
            Optional<Swap> last) {

        public Names.Words words(Locale reader) {
            return names.map(one -> one.in(reader)).orElse(new Names.Words(id, ""));
        }

        /** The version that the update would bring, unless something is in its way. */
        public Optional<String> offered() {
            return update.filter(one -> one.obstacle().isEmpty()).map(Update::version);
        }
    }

    /**
     * A newer version than the one that is installed.
     *
     * @param entry what the site tells about it, if it is from one
     * @param obstacle why it is not offered
     */
    public record Update(String version, Optional<Entry> entry, Optional<Note> obstacle) {}

    /** How a feature is. */
    public enum State {
        AVAILABLE,
        RUNNING,
        /** A swap is under way. */
        SWAPPING,
        /** Installed, and does not run. */
        FAILED,
        /** Installed, and kept from running by safe mode. */
        STOPPED,
        /** Installed, and switched off. */
        OFF
    }

    /** Installed features first, each group by id. */
    public List<View> views() {
        Set<String> ids = new TreeSet<>();
        ledger.installed().forEach(one -> ids.add(one.plugin()));
        List<View> views = new ArrayList<>();
        ids.forEach(id -> views.add(view(id)));
        catalogue.releases().stream()
                .map(Release::id)
                .distinct()
                .filter(id -> !ids.contains(id))
                .forEach(id -> views.add(view(id)));
        return views;
    }

    /** @throws ProblemException of status 404 if there is no such feature */
    public View find(String id) {
        if (ledger.installed(id).isEmpty() && catalogue.releases(id).isEmpty()) {
            targets.available(id, Optional.empty());
        }
        return view(id);
    }

    private View view(String id) {
        Optional<Installed> installed = ledger.installed(id);
        List<Release> versions = catalogue.releases(id);
        Optional<Release> shown = installed
                .flatMap(one -> versions.stream()
                        .filter(version -> version.version().equals(one.version()))
                        .findFirst())
                .or(() -> versions.stream().findFirst());
        List<Swap> swaps =
                ledger.swaps().stream().filter(swap -> swap.plugin().equals(id)).toList();
        Optional<Swap> under = swaps.reversed().stream()
                .filter(swap -> !swap.state().isSettled())
                .findFirst();
        Optional<Conduct> conduct = running.of(id).map(ground::conduct);
        return new View(
                id,
                shown.flatMap(Release::here).map(Available::feature),
                installed,
                state(id, installed, under),
                ledger.isHeld(id),
                shown.map(Release::names),
                shown.flatMap(Release::picture),
                versions.stream().map(Release::version).toList(),
                installed.flatMap(one -> update(one, versions)),
                shown.map(one -> catalogue.sites().warnings(id, one.version())).orElse(List.of()),
                shown.flatMap(Release::site).flatMap(found -> found.entry().deprecated()),
                health(id, conduct),
                conduct,
                installed
                        .flatMap(one -> about(id, one.version()))
                        .map(About::requires)
                        .orElse(List.of()),
                neededBy(id),
                running.failure(id),
                under,
                // After a rollback by itself or by hand, what is worth telling is what was taken back.
                swaps.stream()
                        .filter(swap -> swap.act() != Act.ROLLBACK || swap.state() != Step.DONE)
                        .findFirst());
    }

    /** What its checks say, and what its calls do; nothing if it does not run. */
    private List<Health> health(String id, Optional<Conduct> conduct) {
        List<Health> all = new ArrayList<>();
        conduct.ifPresent(now -> {
            all.addAll(ground.health(id));
            now.complaint().ifPresent(all::add);
        });
        return all;
    }

    private Optional<About> about(String id, String version) {
        return catalogue.find(id, version).map(one -> one.feature().about());
    }

    /** Installed features that extend this one. */
    List<String> neededBy(String id) {
        return ledger.installed().stream()
                .filter(other -> !other.plugin().equals(id))
                .filter(other -> about(other.plugin(), other.version())
                        .filter(about -> about.requires().contains(id))
                        .isPresent())
                .map(Installed::plugin)
                .toList();
    }

    /** The parts of a feature that can be switched off by themselves; none if it does not run. */
    public List<Part> parts(String id) {
        return running.of(id).map(ground::parts).orElse(List.of());
    }

    private Optional<Update> update(Installed installed, List<Release> versions) {
        return versions.stream()
                .findFirst()
                .filter(newest -> Versions.ORDER.compare(newest.version(), installed.version()) > 0)
                .map(newest -> new Update(
                        newest.version(), newest.site().map(Sites.Found::entry), obstacle(installed, newest)));
    }

    private Optional<Note> obstacle(Installed installed, Release next) {
        if (ledger.isHeld(installed.plugin())) {
            return Optional.of(Note.of("held", "version", installed.version()));
        }
        Optional<Sites.Found> site = next.site().filter(found -> next.here().isEmpty());
        return site.filter(found -> found.site().state().expired())
                .map(found -> Note.of("site-out-of-date", "site", found.site().id()))
                .or(() -> site.flatMap(found -> fitting.obstacle(found.entry().needs())));
    }

    private State state(String id, Optional<Installed> installed, Optional<Swap> under) {
        if (under.isPresent()) {
            return State.SWAPPING;
        }
        if (running.of(id).isPresent()) {
            return State.RUNNING;
        }
        if (installed.filter(Installed::off).isPresent()) {
            return State.OFF;
        }
        if (running.failure(id).isPresent()) {
            return State.FAILED;
        }
        return installed.isPresent() ? State.STOPPED : State.AVAILABLE;
    }

    /** How a feature is called, if its version is here or at a site. */
    public Optional<Names> named(String id) {
        return catalogue.releases(id).stream().findFirst().map(Release::names);
    }

    /** Newest first. */
    public List<Swap> history(String plugin) {
        return ledger.swaps().stream()
                .filter(swap -> swap.plugin().equals(plugin))
                .toList();
    }

    /** @throws ProblemException of status 404 if there is none */
    public Swap swap(String id) {
        try {
            return ledger.swap(Long.parseLong(id)).orElseThrow(() -> noSwap(id));
        } catch (NumberFormatException e) {
            throw noSwap(id);
        }
    }

    private static ProblemException noSwap(String id) {
        return Problem.notFound("There is no swap " + id + ", or it is too long ago.")
                .asException();
    }
}
