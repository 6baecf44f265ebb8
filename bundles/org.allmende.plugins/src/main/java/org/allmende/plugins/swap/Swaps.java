/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allmende.api.health.Health;
import org.allmende.api.lease.Generations.Drained;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.catalogue.Repository;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.Versions;
import org.allmende.plugins.journal.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Swaps features: takes wishes, carries them out one after the other, and watches what is new for a while.
 *
 * <p>All swaps run on one thread of its own, so two administrators come one after the other, and a swap that is asked for
 * inside a call into the very feature does not wait for itself. Until {@link Step#SWITCHED} is in the journal whatever fails
 * leaves the old generation as it was. Thread-safe.
 */
public final class Swaps implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);

    /** So many bad answers in a row end a probation. */
    private static final int PATIENCE = 3;

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Ground ground;
    private final Recorder recorder;
    private final Clock clock;
    private final Supplier<Limits> limits;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("allmende swaps").factory());
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("allmende probation").factory());

    /** Generations that are open. */
    private final Map<String, Generation> running = new ConcurrentHashMap<>();
    /** Why an installed feature does not run. */
    private final Map<String, Note> failed = new ConcurrentHashMap<>();
    /** Why a probation is about to end badly. */
    private final Map<String, Note> regressed = new ConcurrentHashMap<>();
    /** Bad answers in a row, of features on probation. */
    private final Map<String, Integer> bad = new ConcurrentHashMap<>();

    private volatile boolean stopping;

    public Swaps(
            Ledger ledger,
            Catalogue catalogue,
            Ground ground,
            Recorder recorder,
            Clock clock,
            Supplier<Limits> limits) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.ground = ground;
        this.recorder = recorder;
        this.clock = clock;
        this.limits = limits;
        long every = limits.get().watch().toMillis();
        watch.scheduleWithFixedDelay(this::watchProbations, every, every, TimeUnit.MILLISECONDS);
    }

    public Ledger ledger() {
        return ledger;
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    // ---- asking

    /**
     * Takes a wish. It is in the journal and in the audit when this returns, and carried out when its turn comes.
     *
     * @throws ProblemException if it makes no sense as things are
     */
    public Swap ask(String plugin, Act act, Optional<String> version, Asker who) {
        Optional<String> to =
                target(plugin, act, version).map(one -> one.feature().version());
        String detail = ledger.installed(plugin).map(Installed::version).orElse("")
                + to.map(text -> " → " + text).orElse("");
        recorder.asked(who, "plugins." + act.word(), plugin, detail.strip());
        Swap swap = ledger.plan(plugin, act, to);
        try {
            worker.execute(() -> run(swap));
        } catch (RejectedExecutionException e) {
            ledger.rollBack(swap, Note.of("ended-early"));
        }
        return swap;
    }

    /** A held feature is not updated, neither by hand nor by an update of all. */
    public void hold(String plugin, boolean hold, Asker who) {
        installed(plugin);
        recorder.asked(who, hold ? "plugins.hold" : "plugins.release", plugin, "");
        ledger.hold(plugin, hold);
    }

    /**
     * What a swap would do; tries whether the new bundles would resolve.
     *
     * @throws ProblemException if it makes no sense as things are
     */
    public Plan plan(String plugin, Act act, Optional<String> version) {
        Optional<Available> to = target(plugin, act, version);
        Optional<Installed> before = ledger.installed(plugin);
        Set<String> here = before.flatMap(one -> catalogue.find(plugin, one.version()))
                .map(Swaps::bundles)
                .orElse(Set.of());
        Set<String> there = to.map(Swaps::bundles).orElse(Set.of());
        Set<String> needed = neededByOthers(plugin);
        List<String> comes = there.stream()
                .filter(bundle -> isOwn(bundle) || !here.contains(bundle) && !needed.contains(bundle))
                .sorted()
                .toList();
        List<String> goes = here.stream()
                .filter(bundle -> isOwn(bundle) || !there.contains(bundle) && !needed.contains(bundle))
                .sorted()
                .toList();
        return new Plan(
                plugin,
                act,
                before.map(Installed::version),
                to.map(one -> one.feature().version()),
                comes,
                goes,
                to.flatMap(this::obstacle));
    }

    private static Set<String> bundles(Available available) {
        Set<String> names = new HashSet<>();
        available.feature().bundles().forEach(bundle -> names.add(bundle.toString()));
        return names;
    }

    private static boolean isOwn(String bundle) {
        return BundleId.parse(bundle).belongsToGeneration();
    }

    private Set<String> neededByOthers(String plugin) {
        Set<String> needed = new HashSet<>();
        for (Installed other : ledger.installed()) {
            if (!other.plugin().equals(plugin)) {
                catalogue
                        .find(other.plugin(), other.version())
                        .map(Swaps::bundles)
                        .ifPresent(needed::addAll);
            }
        }
        return needed;
    }

    /** Installs for a moment, to see whether it resolves. On the swaps' thread, so that nothing else moves meanwhile. */
    private Optional<Note> obstacle(Available available) {
        Future<Optional<Note>> trial = worker.submit(() -> {
            Generation generation =
                    new Generation(available.feature().id(), available.feature().version(), 0);
            try {
                fetch(available);
                verify(available);
                ground.install(generation, available);
                return Optional.<Note>empty();
            } catch (Refusal e) {
                return Optional.of(e.note());
            } finally {
                ground.discard(generation);
            }
        });
        try {
            return trial.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("The plan was not finished, since the suite is stopping.")
                    .asException(e);
        } catch (ExecutionException e) {
            return Optional.of(Note.said(String.valueOf(e.getCause())));
        }
    }

    /** The version that an act would bring; empty for a removal. */
    private Optional<Available> target(String plugin, Act act, Optional<String> version) {
        Optional<Installed> now = ledger.installed(plugin);
        switch (act) {
            case INSTALL -> {
                if (now.isPresent()) {
                    throw conflict(plugin + " is installed already, in version "
                            + now.get().version() + ". To change the version, update it.");
                }
                return Optional.of(available(plugin, version));
            }
            case UPDATE -> {
                Installed before = installed(plugin);
                if (ledger.isHeld(plugin)) {
                    throw conflict(plugin + " is held at " + before.version() + ". To update it, release it first.");
                }
                Available next = available(plugin, version);
                if (next.feature().version().equals(before.version())) {
                    throw conflict(
                            plugin + " is " + before.version() + " already. To start that version afresh, restart it.");
                }
                return Optional.of(next);
            }
            case RESTART -> {
                return Optional.of(
                        available(plugin, Optional.of(installed(plugin).version())));
            }
            case ROLLBACK -> {
                String previous = installed(plugin)
                        .previous()
                        .orElseThrow(() -> conflict("There is no version of " + plugin + " to go back to."));
                return Optional.of(available(plugin, Optional.of(previous)));
            }
            case REMOVE -> {
                installed(plugin);
                return Optional.empty();
            }
        }
        throw new IllegalStateException(act.name());
    }

    private Installed installed(String plugin) {
        return ledger.installed(plugin)
                .orElseThrow(() -> Problem.notFound("The feature " + plugin + " is not installed."
                                + choice(
                                        "Installed",
                                        ledger.installed().stream()
                                                .map(Installed::plugin)
                                                .toList()))
                        .asException());
    }

    private Available available(String plugin, Optional<String> version) {
        List<Available> all = catalogue.of(plugin);
        if (all.isEmpty()) {
            throw Problem.notFound("There is no feature " + plugin + "."
                            + choice(
                                    "There are",
                                    catalogue.all().stream()
                                            .map(one -> one.feature().id())
                                            .distinct()
                                            .toList()))
                    .asException();
        }
        return version.isEmpty()
                ? all.getFirst()
                : all.stream()
                        .filter(one -> one.feature().version().equals(version.get()))
                        .findFirst()
                        .orElseThrow(() -> Problem.notFound("There is no version " + version.get() + " of " + plugin
                                        + "."
                                        + choice(
                                                "There are",
                                                all.stream()
                                                        .map(one ->
                                                                one.feature().version())
                                                        .toList()))
                                .asException());
    }

    private static String choice(String words, List<String> names) {
        return names.isEmpty() ? "" : " " + words + ": " + String.join(", ", names) + ".";
    }

    private static ProblemException conflict(String detail) {
        return Problem.conflict(detail).asException();
    }

    // ---- carrying out

    private void run(Swap swap) {
        try {
            if (stopping) {
                throw new Refusal(Note.of("ended-early"));
            }
            // Looked at anew: whoever came before may have changed things.
            Optional<Available> to = target(swap.plugin(), swap.act(), swap.to());
            ledger.begin(swap, ledger.installed(swap.plugin()), to.map(one -> one.feature()
                    .version()));
            if (to.isPresent()) {
                replace(swap, to.get());
            } else {
                remove(swap);
            }
        } catch (Refusal e) {
            goBack(swap, e.note(), e);
        } catch (ProblemException e) {
            goBack(swap, Note.said(e.problem().detail()), e);
        } catch (RuntimeException | LinkageError e) {
            goBack(swap, Note.of("failed", "error", describe(e)), e);
        }
    }

    private void goBack(Swap swap, Note why, Throwable cause) {
        LOG.warn("{} went back: {}", swap, why, cause);
        try {
            ledger.rollBack(swap, why);
        } catch (ProblemException e) {
            // The journal can't be written. Without the line SWITCHED in it, the next start says the same by itself.
            LOG.error("{}: {}", swap, e.getMessage());
            swap.add(new Swap.Moment(Step.ROLLED_BACK, clock.instant(), Optional.of(why)));
        }
    }

    /** What went wrong, as text: a kept throwable would keep the class loader that it comes from. */
    static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null && text.length() < 1000; cause = cause.getCause()) {
            text.append("; ").append(cause);
        }
        return text.toString();
    }

    private void replace(Swap swap, Available available) {
        Generation next = new Generation(swap.plugin(), available.feature().version(), swap.number());
        Optional<Generation> previous = Optional.ofNullable(running.get(swap.plugin()));
        try {
            ledger.step(swap, Step.FETCHED, Optional.empty());
            Optional<Note> did = fetch(available);
            ledger.step(swap, Step.VERIFIED, did);
            did = verify(available);
            ledger.step(swap, Step.RESOLVED, did);
            did = ground.install(next, available);
            ledger.step(swap, Step.PREPARED, did);
            did = ground.migrate(next);
            ledger.step(swap, Step.STARTED, did);
            did = ground.start(next);
            ledger.step(swap, Step.HEALTHY, did);
            did = ground.awaitHealthy(next);
            ledger.step(swap, Step.SWITCHED, did);
        } catch (RuntimeException | LinkageError e) {
            discardQuietly(next);
            throw e;
        }
        Drained drained;
        try {
            drained = ground.open(next, previous);
        } catch (RuntimeException e) {
            discardQuietly(next);
            undo(swap, e);
            return;
        }
        running.put(swap.plugin(), next);
        failed.remove(swap.plugin());
        bad.remove(swap.plugin());
        recorder.switched(swap);
        finish(swap, drained, previous);
    }

    private void undo(Swap swap, RuntimeException cause) {
        Note why = Note.of("failed", "error", describe(cause));
        LOG.warn("{} went back: {}", swap, why, cause);
        ledger.undo(swap, why);
    }

    private void discardQuietly(Generation generation) {
        try {
            ground.discard(generation).ifPresent(note -> LOG.warn("{} was not put away wholly: {}", generation, note));
        } catch (RuntimeException e) {
            LOG.warn("{} was not put away wholly", generation, e);
        }
    }

    private void remove(Swap swap) {
        ledger.step(swap, Step.SWITCHED, Optional.empty());
        Generation generation = running.remove(swap.plugin());
        failed.remove(swap.plugin());
        bad.remove(swap.plugin());
        Drained drained = generation == null ? new Drained(0, 0, Duration.ZERO) : ground.close(generation);
        recorder.switched(swap);
        finish(swap, drained, Optional.ofNullable(generation));
    }

    /** The switch has been made; from here on nothing goes back by itself. */
    private void finish(Swap swap, Drained drained, Optional<Generation> previous) {
        try {
            if (drained.broken() > 0) {
                LOG.warn("{}: {} calls had to be cut off at the limit", swap, drained.broken());
            }
            ledger.step(
                    swap,
                    Step.DRAINED,
                    previous.map(old -> Note.of(
                            drained.broken() > 0 ? "drained-broken" : "drained",
                            "calls",
                            drained.calls(),
                            "broken",
                            drained.broken())));
            Optional<Note> did = previous.flatMap(ground::discard);
            boolean watched = endProbationBefore(swap);
            if (swap.act() == Act.REMOVE) {
                ledger.step(swap, Step.DONE, did);
            } else {
                ledger.step(swap, Step.PROBATION, did);
                // A version that is started afresh while it is watched goes on being watched.
                boolean watch = swap.act() == Act.UPDATE || swap.act() == Act.RESTART && watched;
                if (!watch || limits.get().probation().isZero()) {
                    ledger.step(swap, Step.DONE, Optional.empty());
                }
            }
            swap.settle();
        } catch (RuntimeException e) {
            // The journal says SWITCHED, so the next start is right; what is missing there is made up for then.
            LOG.error("{} was done, but not written to its end", swap, e);
            swap.add(new Swap.Moment(Step.PROBATION, clock.instant(), Optional.of(Note.of("unwritten"))));
            swap.settle();
        }
    }

    /** @return whether there was one */
    private boolean endProbationBefore(Swap swap) {
        boolean ended = false;
        for (Swap earlier : ledger.swaps()) {
            if (earlier != swap && earlier.plugin().equals(swap.plugin()) && earlier.state() == Step.PROBATION) {
                ended = true;
                if (swap.act() == Act.ROLLBACK) {
                    ledger.rollBack(
                            earlier,
                            Optional.ofNullable(regressed.remove(swap.plugin())).orElse(Note.of("by-hand")));
                } else {
                    ledger.step(earlier, Step.DONE, Optional.empty());
                }
            }
        }
        return ended;
    }

    private Optional<Note> fetch(Available available) {
        long size = 0;
        for (Map.Entry<BundleId, Path> jar : available.jars().entrySet()) {
            if (!Files.isReadable(jar.getValue())) {
                throw new Refusal(Note.of("bundle-missing", "bundle", jar.getKey(), "file", jar.getValue()));
            }
            size += jar.getValue().toFile().length();
        }
        return Optional.of(Note.of("fetched", "bundles", available.jars().size(), "kilobytes", (size + 1023) / 1024));
    }

    private Optional<Note> verify(Available available) {
        for (Map.Entry<BundleId, String> expected : available.hashes().entrySet()) {
            Path jar = available.jars().get(expected.getKey());
            try {
                if (!Repository.hash(jar).equals(expected.getValue())) {
                    throw new Refusal(Note.of("bundle-changed", "bundle", expected.getKey(), "file", jar));
                }
            } catch (IOException e) {
                throw new Refusal(Note.of("bundle-missing", "bundle", expected.getKey(), "file", jar), e);
            }
        }
        return Optional.of(Note.of(available.shipped() ? "shipped" : "uploaded"));
    }

    // ---- starting and stopping

    /**
     * Brings up what is installed; at the very first start, what is wanted. One feature that fails does not keep the others
     * from running.
     */
    public void boot(List<String> wanted) {
        await(worker.submit(() -> {
            List<Runnable> tasks = new ArrayList<>();
            ledger.installed().forEach(one -> tasks.add(() -> revive(one)));
            if (!ledger.isFurnished()) {
                wanted.stream()
                        .filter(plugin -> ledger.installed(plugin).isEmpty())
                        .forEach(plugin -> tasks.add(() -> furnish(plugin)));
            }
            // Two at a time: while one reads its classes the other computes.
            try (ExecutorService pair = Executors.newFixedThreadPool(
                    2, Thread.ofPlatform().daemon().name("allmende boot ", 0).factory())) {
                List<Future<?>> all = new ArrayList<>();
                tasks.forEach(task -> all.add(pair.submit(task)));
                all.forEach(Swaps::await);
            }
            if (!ledger.isFurnished()) {
                ledger.furnished();
            }
        }));
    }

    private static void await(Future<?> task) {
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while features were starting", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void furnish(String plugin) {
        try {
            run(ledger.plan(plugin, Act.INSTALL, Optional.empty()));
            ledger.swaps().stream()
                    .filter(swap -> swap.plugin().equals(plugin) && swap.state() == Step.ROLLED_BACK)
                    .findFirst()
                    .flatMap(Swap::reason)
                    .ifPresent(why -> failed.put(plugin, why));
        } catch (RuntimeException e) {
            failed.put(plugin, Note.said(String.valueOf(e.getMessage())));
            LOG.error("{} was not installed", plugin, e);
        }
    }

    private void revive(Installed installed) {
        Generation generation = installed.generation();
        Optional<Available> available = catalogue.find(installed.plugin(), installed.version());
        if (available.isEmpty()) {
            replaceVanished(installed);
            return;
        }
        try {
            fetch(available.get());
            verify(available.get());
            ground.install(generation, available.get());
            ground.migrate(generation);
            ground.start(generation);
            ground.awaitHealthy(generation);
            ground.open(generation, Optional.empty());
            running.put(installed.plugin(), generation);
            // Said again: a crash may have come between the switch and its record.
            ledger.swaps().stream()
                    .filter(swap -> swap.plugin().equals(installed.plugin())
                            && swap.number() == installed.number()
                            && swap.state().hasSwitched())
                    .findFirst()
                    .filter(swap -> !swap.reached(Step.DONE))
                    .ifPresent(recorder::switched);
        } catch (RuntimeException | LinkageError e) {
            discardQuietly(generation);
            Note why =
                    switch (e) {
                        case Refusal refusal -> refusal.note();
                        case ProblemException problem ->
                            Note.said(problem.problem().detail());
                        default -> Note.of("failed", "error", describe(e));
                    };
            LOG.error("{} does not start: {}", generation, why, e);
            failed.put(installed.plugin(), why);
            onProbation(installed).ifPresent(swap -> {
                regressed.put(installed.plugin(), why);
                run(ledger.plan(installed.plugin(), Act.ROLLBACK, installed.previous()));
            });
        }
    }

    /** The distribution has a newer version instead of the one that was installed: the runtime itself was replaced. */
    private void replaceVanished(Installed installed) {
        String plugin = installed.plugin();
        if (catalogue.newest(plugin).isPresent()) {
            run(ledger.plan(plugin, Act.UPDATE, Optional.empty()));
        }
        if (!running.containsKey(plugin)) {
            failed.put(plugin, Note.of("version-gone", "plugin", plugin, "version", installed.version()));
        }
    }

    private Optional<Swap> onProbation(Installed installed) {
        return ledger.swaps().stream()
                .filter(swap -> swap.plugin().equals(installed.plugin())
                        && swap.number() == installed.number()
                        && swap.state() == Step.PROBATION
                        && installed.previous().isPresent())
                .findFirst();
    }

    // ---- probation

    private void watchProbations() {
        try {
            for (Installed installed : ledger.installed()) {
                ledger.swaps().stream()
                        .filter(swap -> swap.plugin().equals(installed.plugin())
                                && swap.number() == installed.number()
                                && swap.state() == Step.PROBATION)
                        .findFirst()
                        .ifPresent(swap -> watch(swap, installed));
            }
        } catch (RuntimeException e) {
            LOG.warn("Features on probation could not be looked at; it is tried again", e);
        }
    }

    private void watch(Swap swap, Installed installed) {
        Instant end = swap.moments().getLast().at().plus(limits.get().probation());
        if (clock.instant().isAfter(end)) {
            bad.remove(swap.plugin());
            ledger.step(swap, Step.DONE, Optional.empty());
            return;
        }
        Optional<Health> worst = ground.health(swap.plugin()).stream()
                .filter(health -> health.level() == Health.Level.BAD)
                .findFirst();
        if (worst.isEmpty()) {
            bad.remove(swap.plugin());
        } else if (bad.merge(swap.plugin(), 1, Integer::sum) == PATIENCE
                && installed.previous().isPresent()
                && !regressed.containsKey(swap.plugin())) {
            regressed.put(
                    swap.plugin(),
                    Note.of(
                            "regressed",
                            "version",
                            installed.version(),
                            "part",
                            worst.get().part(),
                            "detail",
                            worst.get().detail()));
            ask(swap.plugin(), Act.ROLLBACK, Optional.empty(), Asker.system());
        }
    }

    // ---- what there is

    /** Everything about one feature that a page or a list shows. */
    public record View(
            String id,
            Optional<Feature> feature,
            Optional<Installed> installed,
            State state,
            boolean held,
            List<String> versions,
            Optional<String> update,
            List<Health> health,
            Optional<Note> failure,
            Optional<Swap> under,
            Optional<Swap> last) {

        public String name() {
            return feature.map(Feature::name).orElse(id);
        }

        public String description() {
            return feature.map(Feature::description).orElse("");
        }
    }

    /** How a feature is. */
    public enum State {
        AVAILABLE,
        RUNNING,
        /** A swap is under way. */
        SWAPPING,
        /** Installed, and does not run. */
        FAILED,
        /** Installed, and kept from running by safe mode. */
        STOPPED
    }

    /** Installed features first, each group by id. */
    public List<View> views() {
        Set<String> ids = new TreeSet<>();
        ledger.installed().forEach(one -> ids.add(one.plugin()));
        List<View> views = new ArrayList<>();
        ids.forEach(id -> views.add(view(id)));
        catalogue.all().stream()
                .map(one -> one.feature().id())
                .distinct()
                .filter(id -> !ids.contains(id))
                .forEach(id -> views.add(view(id)));
        return views;
    }

    /** @throws ProblemException of status 404 if there is no such feature */
    public View find(String id) {
        if (ledger.installed(id).isEmpty() && catalogue.of(id).isEmpty()) {
            available(id, Optional.empty());
        }
        return view(id);
    }

    private View view(String id) {
        Optional<Installed> installed = ledger.installed(id);
        List<Available> versions = catalogue.of(id);
        Optional<Available> shown = installed
                .flatMap(one -> versions.stream()
                        .filter(version -> version.feature().version().equals(one.version()))
                        .findFirst())
                .or(() -> versions.stream().findFirst());
        List<Swap> swaps =
                ledger.swaps().stream().filter(swap -> swap.plugin().equals(id)).toList();
        Optional<Swap> under = swaps.reversed().stream()
                .filter(swap -> !swap.state().isSettled())
                .findFirst();
        Optional<String> update = versions.stream()
                .findFirst()
                .map(one -> one.feature().version())
                .filter(newest -> installed.isPresent()
                        && Versions.ORDER.compare(newest, installed.get().version()) > 0);
        return new View(
                id,
                shown.map(Available::feature),
                installed,
                state(id, installed, under),
                ledger.isHeld(id),
                versions.stream().map(one -> one.feature().version()).toList(),
                update,
                running.containsKey(id) ? ground.health(id) : List.of(),
                Optional.ofNullable(failed.get(id)),
                under,
                // After a rollback by itself or by hand, what is worth telling is what was taken back.
                swaps.stream()
                        .filter(swap -> swap.act() != Act.ROLLBACK || swap.state() != Step.DONE)
                        .findFirst());
    }

    private State state(String id, Optional<Installed> installed, Optional<Swap> under) {
        if (under.isPresent()) {
            return State.SWAPPING;
        }
        if (running.containsKey(id)) {
            return State.RUNNING;
        }
        if (failed.containsKey(id)) {
            return State.FAILED;
        }
        return installed.isPresent() ? State.STOPPED : State.AVAILABLE;
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

    /** Stops and puts away all that runs: this bundle is being stopped, and the framework goes on. */
    public void stopAll() {
        running.forEach((plugin, generation) -> {
            ground.close(generation);
            discardQuietly(generation);
        });
        running.clear();
    }

    /** The process ends in good order: the swap that is under way is finished, those that wait are not begun. */
    @Override
    public void close() {
        stopping = true;
        watch.shutdownNow();
        worker.shutdown();
        try {
            if (worker.awaitTermination(
                    limits.get().start().plus(limits.get().drain()).toMillis(), TimeUnit.MILLISECONDS)) {
                ledger.stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ProblemException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
