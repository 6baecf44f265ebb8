/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allmende.api.event.Events;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.lease.Generations;
import org.allmende.api.lease.Generations.Drained;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.store.Migrations;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Rehearsal;
import org.allmende.api.web.Route;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.JarIdentity;
import org.allmende.plugins.framework.Expendable.Hung;
import org.allmende.plugins.swap.Conduct;
import org.allmende.plugins.swap.Ground;
import org.allmende.plugins.swap.Limits;
import org.allmende.plugins.swap.Part;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generations in a real framework. A generation's own bundles are installed anew at {@code gen:<feature>/<number>/<artifact>},
 * its libraries once for all. Nothing is persistent: the journal alone says what runs at the next start.
 *
 * <p>Foreign code (activators, checks) runs on threads that may be lost. A bundle that hangs is left aside until the next start.
 */
public final class OsgiGround implements Ground, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OsgiGround.class);

    private static final Duration CHECK = Duration.ofSeconds(5);

    /** How long recent reads are read again, at most. */
    private static final Duration REHEARSAL = Duration.ofSeconds(1);

    /**
     * A bundle is stopped at once, and uninstalled a little later: Felix fails a look-up of services that comes upon a
     * service of a bundle that is uninstalled at that very moment.
     */
    private static final long UNINSTALL_AFTER = 1_000;

    private final BundleContext system;
    private final FrameworkWiring wiring;
    private final Generations generations;
    private final Leases leases;
    private final Migrations migrations;
    private final Parts parts;
    private final Settings settings;
    private final Rehearsal rehearsal;
    private final Events events;
    private final Supplier<Limits> limits;
    private final Libraries libraries;
    private final Map<String, Placed> placed = new ConcurrentHashMap<>();
    private final Set<Runnable> putOff = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("allmende uninstall").factory());

    /** The bundles of a generation. */
    private static final class Placed {

        private final List<Bundle> own = new ArrayList<>();
        private final List<Bundle> shared = new ArrayList<>();
        private final Generation generation;
        private final ThreadGroup threads;
        private boolean started;

        Placed(Generation generation) {
            this.generation = generation;
            this.threads = new ThreadGroup("allmende " + generation);
        }

        /** Whether one of its own bundles uses something of libraries that it does not name. */
        private boolean isWiredTo(List<Bundle> libraries) {
            return own.stream()
                    .map(bundle -> bundle.adapt(BundleWiring.class))
                    .filter(Objects::nonNull)
                    .flatMap(wiring -> wiring.getRequiredWires(null).stream())
                    .map(wire -> wire.getProvider().getBundle())
                    .anyMatch(provider -> libraries.contains(provider) && !shared.contains(provider));
        }
    }

    /** @param context of any bundle */
    public OsgiGround(
            BundleContext context,
            Generations generations,
            Leases leases,
            Migrations migrations,
            Parts parts,
            Settings settings,
            Rehearsal rehearsal,
            Events events,
            Supplier<Limits> limits) {
        this.system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        this.generations = generations;
        this.leases = leases;
        this.migrations = migrations;
        this.parts = parts;
        this.settings = settings;
        this.rehearsal = rehearsal;
        this.events = events;
        this.limits = limits;
        this.libraries = new Libraries(system);
    }

    @Override
    public Set<String> runtime() {
        Set<String> names = new HashSet<>();
        for (Bundle bundle : system.getBundles()) {
            if (!bundle.getLocation().startsWith("gen:") && !libraries.brought(bundle)) {
                names.add(bundle.getSymbolicName());
            }
        }
        return names;
    }

    @Override
    public Optional<Note> install(Generation generation, Available available, List<Generation> leaving) {
        Placed bundles = new Placed(generation);
        placed.put(generation.prefix(), bundles);
        for (BundleId id : available.feature().bundles()) {
            Path jar = available.jars().get(id);
            try {
                if (available.feature().isLibrary(id)) {
                    bundles.shared.add(libraries.need(jar, generation.prefix()));
                } else {
                    bundles.own.add(installed(generation.prefix() + id.artifact(), jar));
                }
            } catch (IOException | BundleException e) {
                throw new Refusal(Note.of("not-installable", "bundle", id, "error", said(e)), e);
            }
        }
        give(bundles, available);
        Set<Bundle> going =
                libraries.neededOnlyBy(leaving.stream().map(Generation::prefix).toList());
        try (HiddenLibraries hidden = new HiddenLibraries(system, generation.prefix(), going)) {
            resolve(bundles);
        }
        return Optional.of(Note.of("resolved", "own", bundles.own.size(), "shared", bundles.shared.size()));
    }

    private Bundle installed(String location, Path jar) throws IOException, BundleException {
        try (InputStream content = Files.newInputStream(jar)) {
            return system.installBundle(location, content);
        }
    }

    private void give(Placed bundles, Available available) {
        try {
            settings.give(bundles.own, available.feature().configurations());
        } catch (IOException e) {
            throw new Refusal(Note.of("settings-failed", "error", said(e)), e);
        }
    }

    private void resolve(Placed bundles) {
        List<Bundle> all = new ArrayList<>(bundles.shared);
        all.addAll(bundles.own);
        if (!wiring.resolveBundles(all)) {
            for (Bundle bundle : all) {
                if (bundle.getState() == Bundle.INSTALLED) {
                    throw new Refusal(new Unresolved(system, wiring).why(bundle));
                }
            }
        }
    }

    @Override
    public List<String> pending(Generation generation) {
        List<String> files = new ArrayList<>();
        for (Bundle bundle : placed(generation).own) {
            if (bundle.findEntries("migrations", "*.sql", false) != null) {
                files.addAll(migrations.pending(generation.feature(), bundle));
            }
        }
        return files;
    }

    @Override
    public Map<String, Version> contract() {
        Map<String, Version> packages = new HashMap<>();
        for (Bundle bundle : system.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (!bundle.getLocation().startsWith("gen:") && revision != null) {
                for (BundleCapability exported : revision.getDeclaredCapabilities(BundleRevision.PACKAGE_NAMESPACE)) {
                    String name = String.valueOf(exported.getAttributes().get(BundleRevision.PACKAGE_NAMESPACE));
                    if (name.startsWith("org.allmende.api")) {
                        packages.put(name, (Version) exported.getAttributes().get("version"));
                    }
                }
            }
        }
        return packages;
    }

    @Override
    public Optional<Note> migrate(Generation generation) {
        List<String> files = new ArrayList<>();
        long rows = 0;
        for (Bundle bundle : placed(generation).own) {
            if (bundle.findEntries("migrations", "*.sql", false) != null) {
                Migrations.Applied applied = migrations.apply(generation.feature(), bundle, done -> {});
                files.addAll(applied.files());
                rows += applied.rows();
            }
        }
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(Note.of("migrated", "files", String.join(", ", files), "rows", rows));
    }

    @Override
    public Optional<Note> start(Generation generation, Set<String> without) {
        Placed bundles = placed(generation);
        bundles.started = true;
        // Written by the expendable thread, read when it has been given up.
        Bundle[] at = new Bundle[1];
        try {
            Expendable.call(
                    "starting " + generation.feature(),
                    bundles.threads,
                    limits.get().start(),
                    () -> {
                        for (Bundle library : bundles.shared) {
                            start(library, at);
                        }
                        for (Bundle bundle : bundles.own) {
                            start(bundle, at);
                        }
                        return null;
                    });
        } catch (Hung e) {
            throw new Refusal(
                    Note.of(
                            e.lost() ? "start-hangs" : "start-slow",
                            "bundle",
                            Unresolved.name(at[0]),
                            "seconds",
                            limits.get().start().toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw new Refusal(Note.of("start-fails", "bundle", Unresolved.name(at[0]), "error", said(e.getCause())), e);
        }
        parts.disable(bundles.own, without);
        return Optional.empty();
    }

    @Override
    public List<Part> parts(Generation generation) {
        return parts.of(placed(generation).own);
    }

    private static void start(Bundle bundle, Bundle[] at) throws BundleException {
        if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null
                && (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) == 0) {
            at[0] = bundle;
            bundle.start(Bundle.START_TRANSIENT);
        }
    }

    @Override
    public Optional<Note> awaitHealthy(Generation generation, Optional<Generation> previous) {
        long deadline = System.nanoTime() + limits.get().healthy().toNanos();
        // Parts mostly are there at once. There is no event that says so for all of them, so it is looked at again.
        for (long pause = 2; ; pause = Math.min(50, pause * 2)) {
            Optional<Note> obstacle = parts.missing(placed(generation).own)
                    .or(() -> unhealthy(generation))
                    .or(() -> previous.flatMap(before -> lost(generation, before)));
            if (obstacle.isEmpty()) {
                int routes = routesInTime(generation);
                Rehearsal.Outcome rehearsed = rehearsed(generation, previous);
                return Optional.of(
                        Note.of("healthy", "routes", routes, "pages", rehearsed.done(), "failed", rehearsed.failed()));
            }
            if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > deadline) {
                throw new Refusal(obstacle.get());
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal(obstacle.get(), e);
            }
        }
    }

    /** Nobody has to wait for a class that is loaded, or a page that is made, for the first time. */
    private Rehearsal.Outcome rehearsed(Generation generation, Optional<Generation> previous) {
        if (previous.isEmpty()) {
            return new Rehearsal.Outcome(0, 0);
        }
        try {
            return Expendable.call("rehearsing " + generation.feature(), REHEARSAL.plus(CHECK), () -> {
                try (Snapshot ahead = generations.ahead(generation, previous)) {
                    return rehearsal.rehearse(ahead, generation.feature(), REHEARSAL);
                }
            });
        } catch (Hung e) {
            throw new Refusal(
                    Note.of("rehearsal-hangs", "seconds", REHEARSAL.plus(CHECK).toSeconds()), e);
        } catch (ExecutionException e) {
            throw new Refusal(Note.of("check-fails", "error", said(e.getCause())), e);
        }
    }

    private Optional<Note> unhealthy(Generation generation) {
        try {
            return Expendable.call("checking " + generation.feature(), CHECK, () -> {
                for (Offer<HealthCheck> check : generations.candidates(generation, HealthCheck.class)) {
                    Health health = check.service().check();
                    if (health.level() == Health.Level.BAD) {
                        return Optional.of(Note.of("unhealthy", "part", health.part(), "detail", health.detail()));
                    }
                }
                return Optional.empty();
            });
        } catch (Hung e) {
            return Optional.of(Note.of("check-hangs", "seconds", CHECK.toSeconds()));
        } catch (ExecutionException e) {
            return Optional.of(Note.of("check-fails", "error", said(e.getCause())));
        }
    }

    /**
     * A kind that the generation before offered and this one does not: mostly its classes are not those that everybody else
     * knows, so that nobody would find it.
     */
    private Optional<Note> lost(Generation generation, Generation previous) {
        for (String name : new TreeSet<>(generations.registered(previous))) {
            Optional<Class<?>> kind = kind(previous, name);
            if (kind.isPresent()
                    && isOffered(previous, kind.get())
                    && generations.candidates(generation, kind.get()).isEmpty()) {
                return Optional.of(Note.of("kind-lost", "kind", kind.get().getSimpleName()));
            }
        }
        return Optional.empty();
    }

    private Optional<Class<?>> kind(Generation generation, String name) {
        for (Bundle bundle : placed(generation).own) {
            try {
                return Optional.of(bundle.loadClass(name));
            } catch (ClassNotFoundException | LinkageError e) {
                // A bundle that does not offer it need not see it.
            }
        }
        return Optional.empty();
    }

    private boolean isOffered(Generation generation, Class<?> kind) {
        return leases.offers(kind).stream()
                .anyMatch(offer ->
                        offer.feature().equals(generation.feature()) && offer.generation() == generation.number());
    }

    /** Asks the routes for their endpoints, as the dispatcher will, and sees that nobody else answers at the same place. */
    private int routes(Generation generation) {
        Map<String, String> others = new HashMap<>();
        for (Offer<Route> offer : leases.offers(Route.class)) {
            if (!offer.feature().equals(generation.feature())) {
                leases.enter(offer).ifPresent(lease -> {
                    try (Lease<Route> route = lease) {
                        route.service().endpoints().forEach(endpoint -> others.put(place(endpoint), offer.feature()));
                    }
                });
            }
        }
        int count = 0;
        for (Offer<Route> offer : generations.candidates(generation, Route.class)) {
            for (Endpoint endpoint : endpoints(offer)) {
                String other = others.get(place(endpoint));
                if (other != null) {
                    throw new Refusal(Note.of("route-taken", "route", place(endpoint), "feature", other));
                }
                count++;
            }
        }
        return count;
    }

    private int routesInTime(Generation generation) {
        try {
            return Expendable.call(
                    "asking " + generation.feature() + " for its routes", CHECK, () -> routes(generation));
        } catch (Hung e) {
            throw new Refusal(Note.of("check-hangs", "seconds", CHECK.toSeconds()), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new Refusal(Note.of("check-fails", "error", said(e.getCause())), e);
        }
    }

    private static List<Endpoint> endpoints(Offer<Route> offer) {
        try {
            return offer.service().endpoints();
        } catch (RuntimeException | LinkageError e) {
            throw new Refusal(Note.of("check-fails", "error", said(e)), e);
        }
    }

    private static String place(Endpoint endpoint) {
        return endpoint.method() + " " + endpoint.path().replaceAll("\\{[^}]*}", "{}");
    }

    @Override
    public Drained open(Map<Generation, Optional<Generation>> together) {
        return generations.open(together, limits.get().drain());
    }

    @Override
    public List<Generation> dependents(Generation previous, Available next) {
        Placed before = placed.get(previous.prefix());
        if (before == null) {
            return List.of();
        }
        Set<JarIdentity> staying = new HashSet<>();
        for (BundleId library : next.feature().libraries()) {
            identity(next.jars().get(library)).ifPresent(staying::add);
        }
        List<Bundle> leaving = before.shared.stream()
                .filter(library -> libraries.brought(library)
                        && !staying.contains(new JarIdentity(library.getSymbolicName(), library.getVersion())))
                .toList();
        return placed.values().stream()
                .filter(other -> !other.generation.feature().equals(previous.feature()) && other.isWiredTo(leaving))
                .map(other -> other.generation)
                .sorted(Comparator.comparing(Generation::feature))
                .toList();
    }

    private static Optional<JarIdentity> identity(Path jar) {
        try {
            return JarIdentity.of(jar);
        } catch (IOException e) {
            // No jar: that is told, with the reason, when it is to be installed.
            return Optional.empty();
        }
    }

    @Override
    public Drained close(Generation generation) {
        return generations.close(generation, limits.get().drain());
    }

    @Override
    public Optional<Note> discard(Generation generation) {
        Placed bundles = placed.remove(generation.prefix());
        if (bundles == null) {
            return Optional.empty();
        }
        Optional<StrayThreads> strays =
                bundles.started ? Optional.of(new StrayThreads(bundles.threads, bundles.own)) : Optional.empty();
        List<Bundle> hanging = bundles.started ? stop(generation, bundles) : List.of();
        List<Bundle> rest = new ArrayList<>(bundles.own);
        rest.removeAll(hanging);
        Runnable uninstall = () -> uninstall(generation, rest);
        if (bundles.started) {
            putOff.add(uninstall);
            later.schedule(() -> runOnce(uninstall), UNINSTALL_AFTER, TimeUnit.MILLISECONDS);
        } else {
            uninstall.run();
        }
        if (hanging.isEmpty()) {
            return strays.flatMap(StrayThreads::end);
        }
        return Optional.of(Note.of(
                "stop-hangs",
                "bundle",
                Unresolved.name(hanging.getFirst()),
                "seconds",
                limits.get().stop().toSeconds()));
    }

    /** @return those that did not come to an end */
    private List<Bundle> stop(Generation generation, Placed bundles) {
        List<Bundle> hanging = new ArrayList<>();
        for (Bundle bundle : bundles.own.reversed()) {
            if (bundle.getState() == Bundle.STARTING) {
                // Its activator hangs, and holds the bundle.
                hanging.add(bundle);
                continue;
            }
            try {
                Expendable.call("stopping " + generation.feature(), limits.get().stop(), () -> {
                    bundle.stop(Bundle.STOP_TRANSIENT);
                    return null;
                });
            } catch (Hung e) {
                LOG.warn("{} {}", Unresolved.name(bundle), e.getMessage());
                if (e.lost()) {
                    hanging.add(bundle);
                }
            } catch (ExecutionException e) {
                LOG.warn(
                        "{} failed when it was stopped; it is gone all the same",
                        Unresolved.name(bundle),
                        e.getCause());
            }
        }
        return hanging;
    }

    private void uninstall(Generation generation, List<Bundle> bundles) {
        // Before the bundles go, so that nobody gives settings to what is there no more.
        settings.takeBack(generation.prefix());
        for (Bundle bundle : bundles.reversed()) {
            try {
                bundle.uninstall();
            } catch (BundleException | IllegalStateException e) {
                LOG.warn("{} could not be uninstalled; it goes with the next start", Unresolved.name(bundle), e);
            }
        }
        libraries.release(generation.prefix());
    }

    @Override
    public Conduct conduct(Generation generation) {
        long lag = 0;
        long others = 0;
        for (Events.Progress progress : events.progress()) {
            if (progress.feature().equals(generation.feature())) {
                lag = Math.max(lag, progress.lag());
            } else {
                others = Math.max(others, progress.lag());
            }
        }
        return new Conduct(generations.tally(generation), lag, others);
    }

    @Override
    public List<Health> health(String feature) {
        List<Health> all = new ArrayList<>();
        for (Offer<HealthCheck> offer : leases.offers(HealthCheck.class)) {
            if (offer.feature().equals(feature)) {
                leases.enter(offer).ifPresent(lease -> all.add(health(feature, lease)));
            }
        }
        return all;
    }

    private static Health health(String feature, Lease<HealthCheck> lease) {
        try (lease) {
            return Expendable.call(
                    "checking " + feature, CHECK, () -> lease.service().check());
        } catch (Hung e) {
            return Health.bad(feature, "its check " + e.getMessage());
        } catch (ExecutionException e) {
            return Health.bad(feature, said(e.getCause()));
        }
    }

    private Placed placed(Generation generation) {
        Placed bundles = placed.get(generation.prefix());
        if (bundles == null) {
            throw new IllegalStateException(generation + " is not installed");
        }
        return bundles;
    }

    /** What went wrong, innermost last, as text: a kept throwable would keep the class loader that it comes from. */
    private static String said(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = root.getMessage() == null ? root.getClass().getName() : root.getMessage();
        return root instanceof BundleException || root instanceof IOException
                ? text
                : root.getClass().getSimpleName() + ": " + text;
    }

    /** Finishes what was put off; leaves what runs as it is. */
    @Override
    public void close() {
        later.shutdownNow();
        putOff.forEach(this::runOnce);
    }

    private void runOnce(Runnable task) {
        if (putOff.remove(task)) {
            task.run();
        }
    }
}
