/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.Plugins;
import org.allmende.plugins.deployment.Change.Acting;
import org.allmende.plugins.deployment.Change.Holding;
import org.allmende.plugins.deployment.Change.Parting;
import org.allmende.plugins.deployment.Change.Setting;
import org.allmende.plugins.deployment.Deployment.Wanted;
import org.allmende.plugins.settings.Overrides;
import org.allmende.plugins.settings.SettingsTable.Kept;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Asker;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Step;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.swap.Swaps;
import org.allmende.plugins.told.Note;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes what runs match a {@link Deployment}: the first thing that cannot be ends it, what was done before stays, and asking
 * again goes on from there. One at a time. Thread-safe.
 */
@Component(service = Convergence.class)
public final class Convergence {

    private final Plugins plugins;
    private final Overrides overrides;
    private final ReentrantLock busy = new ReentrantLock();

    @Activate
    public Convergence(@Reference Plugins plugins, @Reference Overrides overrides) {
        this.plugins = plugins;
        this.overrides = overrides;
    }

    /** The deployment as it is. */
    public Deployment current() {
        Map<String, Wanted> features = new TreeMap<>();
        for (Installed one : swaps().ledger().installed()) {
            features.put(
                    one.plugin(),
                    new Wanted(
                            Optional.of(one.version()),
                            swaps().ledger().isHeld(one.plugin()),
                            one.off(),
                            one.without()));
        }
        Map<String, Map<String, Object>> settings = new TreeMap<>();
        overrides.kept().forEach((pid, kept) -> {
            if (!kept.values().isEmpty()) {
                settings.put(pid, new TreeMap<>(kept.values()));
            }
        });
        return new Deployment(features, Optional.of(settings));
    }

    private Swaps swaps() {
        return plugins.swaps();
    }

    /** What has to be done, in the order in which it is done; none if all is as it should be. */
    public List<Change> changes(Deployment wanted) {
        List<Change> changes = new ArrayList<>();
        List<Change> last = new ArrayList<>();
        wanted.features().forEach((id, want) -> {
            Optional<Installed> now = swaps().ledger().installed(id);
            if (now.isPresent()) {
                change(now.get(), want, changes, last);
            } else {
                bring(id, want, changes, last);
            }
        });
        Set<String> gone = new TreeSet<>();
        for (Installed now : swaps().ledger().installed()) {
            if (!wanted.features().containsKey(now.plugin())) {
                gone.add(now.plugin());
                changes.add(new Acting(now.plugin(), Act.REMOVE, Optional.of(now.version()), Optional.empty()));
            }
        }
        wanted.settings().ifPresent(settings -> set(settings, changes));
        changes.addAll(last);
        return changes;
    }

    private void bring(String id, Wanted want, List<Change> changes, List<Change> last) {
        changes.add(new Acting(id, Act.INSTALL, Optional.empty(), Optional.of(version(id, want))));
        if (!want.without().isEmpty()) {
            changes.add(new Parting(id, want.without()));
        }
        if (want.off()) {
            last.add(new Acting(id, Act.OFF, Optional.empty(), Optional.empty()));
        }
        if (want.held()) {
            last.add(new Holding(id, true));
        }
    }

    private String version(String id, Wanted want) {
        return want.version()
                .or(() -> swaps().catalogue().releases(id).stream().findFirst().map(release -> release.version()))
                .orElse("");
    }

    private void change(Installed now, Wanted want, List<Change> changes, List<Change> last) {
        String id = now.plugin();
        boolean held = swaps().ledger().isHeld(id);
        boolean updates =
                want.version().filter(version -> !version.equals(now.version())).isPresent();
        if (held && (updates || !want.held())) {
            changes.add(new Holding(id, false));
            held = false;
        }
        if (updates) {
            changes.add(new Acting(id, Act.UPDATE, Optional.of(now.version()), want.version()));
        } else if (now.off() && !want.off()) {
            changes.add(new Acting(id, Act.ON, Optional.of(now.version()), Optional.empty()));
        }
        boolean runs = updates || !now.off() || !want.off();
        if (runs && !now.without().equals(want.without())) {
            changes.add(new Parting(id, want.without()));
        }
        if (want.off() && (updates || !now.off())) {
            last.add(new Acting(id, Act.OFF, want.version(), Optional.empty()));
        }
        if (want.held() && !held) {
            last.add(new Holding(id, true));
        }
    }

    private void set(Map<String, Map<String, Object>> wanted, List<Change> changes) {
        Map<String, Kept> kept = overrides.kept();
        Map<String, Map<String, Object>> all = new TreeMap<>();
        kept.forEach((pid, one) -> {
            if (!one.values().isEmpty()) {
                all.put(pid, Map.of());
            }
        });
        all.putAll(wanted);
        all.forEach((pid, values) -> {
            Map<String, Object> now = kept.getOrDefault(pid, Kept.NOTHING).values();
            if (!now.equals(values)) {
                changes.add(new Setting(pid, values, overrides.isRead(pid)));
            }
        });
    }

    /** What stands in the way, found without changing anything: versions that are not there, code that does not resolve, values. */
    public List<Note> obstacles(List<Change> changes) {
        List<Note> obstacles = new ArrayList<>();
        for (Change change : changes) {
            try {
                obstacle(change).ifPresent(obstacles::add);
            } catch (ProblemException e) {
                obstacles.add(said(change, e));
            }
        }
        return obstacles;
    }

    private Optional<Note> obstacle(Change change) {
        return switch (change) {
            case Acting one ->
                one.act() == Act.INSTALL || one.act() == Act.UPDATE
                        ? swaps().obstacle(one.plugin(), one.version())
                        : Optional.empty();
            case Setting one -> {
                overrides.check(one.pid(), one.values());
                yield Optional.empty();
            }
            case Parting any -> Optional.empty();
            case Holding any -> Optional.empty();
        };
    }

    private static Note said(Change change, ProblemException problem) {
        String where =
                switch (change) {
                    case Acting one -> one.plugin();
                    case Parting one -> one.plugin();
                    case Holding one -> one.plugin();
                    case Setting one -> one.pid();
                };
        String detail = problem.problem().fields().isEmpty()
                ? problem.problem().detail()
                : problem.problem().fields().stream()
                        .map(field -> field.name() + " " + field.detail())
                        .collect(Collectors.joining("; "));
        return Note.of("said-of", "what", where, "text", detail);
    }

    /**
     * Does what has to be done, as it is by then.
     *
     * @param done is told each change that is done
     * @return why it ended early, naming the change; empty if all is done
     * @throws ProblemException of status 409 if somebody else is at it
     */
    public Optional<Note> carryOut(Deployment wanted, Asker who, Consumer<Change> done) throws InterruptedException {
        if (!busy.tryLock()) {
            throw Problem.conflict("Another file is being applied. Wait until it is done, then ask again.")
                    .asException();
        }
        try {
            for (Change change : changes(wanted)) {
                Optional<Note> failure = carryOut(change, who);
                if (failure.isPresent()) {
                    return failure;
                }
                done.accept(change);
            }
            return Optional.empty();
        } finally {
            busy.unlock();
        }
    }

    private Optional<Note> carryOut(Change change, Asker who) throws InterruptedException {
        try {
            return switch (change) {
                case Acting one -> settled(swaps().ask(one.plugin(), one.act(), one.version(), who));
                case Parting one -> settled(swaps().parts(one.plugin(), one.without(), who));
                case Holding one -> {
                    swaps().hold(one.plugin(), one.hold(), who);
                    yield Optional.empty();
                }
                case Setting one -> {
                    if (!overrides.isRead(one.pid())) {
                        overrides.keep(who.viewer(), who.client(), one.pid(), one.values());
                        yield Optional.empty();
                    }
                    overrides.change(
                            who.viewer(),
                            who.client(),
                            one.pid(),
                            one.values(),
                            Optional.empty(),
                            feature -> settled(swaps().ask(feature, Act.RESTART, Optional.empty(), who)));
                    yield Optional.empty();
                }
            };
        } catch (ProblemException e) {
            return Optional.of(said(change, e));
        } catch (Overrides.NotTaken e) {
            return Optional.of(e.note());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Optional.of(Note.of("failed", "error", String.valueOf(e)));
        }
    }

    private static Optional<Note> settled(Swap swap) throws InterruptedException {
        try {
            swap.settled().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a swap settles, it never fails", e);
        }
        return swap.state() == Step.ROLLED_BACK ? swap.reason() : Optional.empty();
    }
}
