/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.allmende.api.health.Health;
import org.allmende.api.lease.Generations;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Migrations;
import org.allmende.api.web.Rehearsal;
import org.allmende.api.web.Route;
import org.allmende.plugins.catalogue.Available;
import org.allmende.plugins.catalogue.Provenance;
import org.allmende.plugins.feature.About;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.Names;
import org.allmende.plugins.framework.example.Good;
import org.allmende.plugins.framework.example.HangingStart;
import org.allmende.plugins.framework.example.HangingStop;
import org.allmende.plugins.framework.example.LeakingThread;
import org.allmende.plugins.framework.example.Silent;
import org.allmende.plugins.framework.example.Throwing;
import org.allmende.plugins.swap.Limits;
import org.allmende.plugins.swap.Part;
import org.allmende.plugins.told.Note;
import org.allmende.plugins.told.Refusal;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;

/** Good and bad bundles in Felix. */
@Timeout(120)
class OsgiGroundTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private final Map<String, Map<String, Object>> given = new HashMap<>();
    /** Whose settings were taken back after they had gone. */
    private final List<String> gone = new ArrayList<>();

    private Optional<Note> missingPart = Optional.empty();
    private Rehearsal rehearsal = (ahead, feature, limit) -> new Rehearsal.Outcome(0, 0);
    private Applying migrations = (owner, bundle, rows) -> new Migrations.Applied(List.of(), 0);
    private TestStore store;

    private interface Applying {
        Migrations.Applied apply(String owner, Bundle bundle, LongConsumer rows);
    }

    private RealFramework framework;
    private OsgiGround ground;
    private int jars;

    @BeforeEach
    void start() throws Exception {
        System.clearProperty("allmende.test.over");
        framework = new RealFramework(folder.resolve("cache"));
        Settings settings = new Settings() {
            @Override
            public void give(Collection<Bundle> bundles, Map<String, Map<String, Object>> configurations) {
                bundles.forEach(bundle -> given.put(bundle.getLocation(), configurations.get("pid")));
            }

            @Override
            public void takeBack(String prefix) {
                given.keySet().stream()
                        .filter(location -> location.startsWith(prefix))
                        .filter(location -> framework.context().getBundle(location) == null)
                        .forEach(gone::add);
                given.keySet().removeIf(location -> location.startsWith(prefix));
            }
        };
        Duration long10 = Duration.ofSeconds(10);
        store = TestStore.in(folder, Clock.systemUTC());
        ground = new OsgiGround(
                framework.context(),
                service(Generations.class),
                service(Leases.class),
                new Migrations() {
                    @Override
                    public Applied apply(String owner, Bundle bundle, LongConsumer rows) {
                        return migrations.apply(owner, bundle, rows);
                    }

                    @Override
                    public List<String> pending(String owner, Bundle bundle) {
                        return List.of();
                    }
                },
                new Parts() {
                    @Override
                    public Optional<Note> missing(Collection<Bundle> bundles) {
                        return missingPart;
                    }

                    @Override
                    public void disable(Collection<Bundle> bundles, Set<String> names) {}

                    @Override
                    public List<Part> of(Collection<Bundle> bundles) {
                        return List.of();
                    }
                },
                settings,
                (ahead, feature, limit) -> rehearsal.rehearse(ahead, feature, limit),
                store.events(),
                () -> new Limits(SHORT, SHORT, SHORT, long10, long10, long10));
    }

    @AfterEach
    void stop() throws Exception {
        System.setProperty("allmende.test.over", "true");
        ground.close();
        framework.close();
        store.close();
    }

    private <T> T service(Class<T> type) {
        return framework.context().getService(framework.context().getServiceReference(type));
    }

    private Available feature(String id, byte[] own, byte[]... libraries) throws IOException {
        Map<BundleId, Path> places = new HashMap<>();
        BundleId bundle = new BundleId("com.example", "com.example." + id, "1.0.0");
        places.put(bundle, write(own));
        List<BundleId> bundles = new ArrayList<>();
        for (int i = 0; i < libraries.length; i++) {
            BundleId library = new BundleId("g", "library" + i, "1.0.0");
            places.put(library, write(libraries[i]));
            bundles.add(library);
        }
        Set<BundleId> shared = Set.copyOf(bundles);
        bundles.add(bundle);
        return new Available(
                new Feature(
                        id,
                        "1.0.0",
                        Names.of(id, ""),
                        About.NOTHING,
                        bundles,
                        shared,
                        Map.of("pid", Map.of("limit", 3))),
                places,
                Map.of(),
                new Provenance.Shipped());
    }

    private Path write(byte[] jar) throws IOException {
        return Files.write(folder.resolve("jar" + jars++ + ".jar"), jar);
    }

    private static byte[] good(String level, String path) {
        return RealFramework.example("example", Good.class, Map.of("Example-Level", level, "Example-Path", path));
    }

    private static Generation generation(String id, long number) {
        return new Generation(id, "1.0.0", number);
    }

    private void run(Generation generation, Available available, Generation... previous) {
        ground.install(generation, available);
        ground.migrate(generation);
        ground.start(generation, Set.of());
        ground.awaitHealthy(generation, Stream.of(previous).findFirst());
        ground.open(generation, Stream.of(previous).findFirst());
    }

    private Note refused(Runnable act) {
        Refusal[] refusal = new Refusal[1];
        assertThatThrownBy(act::run).isInstanceOfSatisfying(Refusal.class, e -> refusal[0] = e);
        return refusal[0].note();
    }

    private List<String> locations() {
        return Arrays.stream(framework.context().getBundles())
                .map(Bundle::getLocation)
                .filter(location -> location.startsWith("gen:") || location.startsWith("reference:"))
                .toList();
    }

    @Test
    void aGenerationIsInstalledStartedOpenedAndPutAway() throws Exception {
        Generation one = generation("example", 1);
        run(one, feature("example", good("GOOD", "/x"), RealFramework.library("lib", "lib.text;version=1.0")));
        assertThat(locations())
                .anyMatch("gen:example/1/com.example.example"::equals)
                .hasSize(2);
        assertThat(service(Leases.class).offers(Route.class))
                .singleElement()
                .satisfies(offer -> assertThat(offer.label()).isEqualTo("example/1"));
        assertThat(ground.health("example"))
                .containsExactly(new Health(Health.Level.GOOD, "example", "as the header says"));
        assertThat(given.get("gen:example/1/com.example.example")).containsEntry("limit", 3);

        ground.close(one);
        assertThat(ground.discard(one)).isEmpty();
        ground.close();
        assertThat(service(Leases.class).offers(Route.class)).isEmpty();
        assertThat(locations()).isEmpty();
        assertThat(given).isEmpty();
        assertThat(gone).isEmpty();
    }

    @Test
    void aLibraryStaysAsLongAsSomebodyNeedsIt() throws Exception {
        byte[] library = RealFramework.library("lib", "lib.text;version=1.0");
        run(generation("one", 1), feature("one", good("GOOD", "/one"), library));
        run(generation("two", 2), feature("two", good("GOOD", "/two"), library));
        assertThat(locations()).hasSize(3);
        ground.close(generation("one", 1));
        ground.discard(generation("one", 1));
        ground.close();
        assertThat(locations()).hasSize(2).anyMatch(location -> location.startsWith("reference:"));
    }

    /** One feature extends another through a library that the other brings: a new one makes both move. */
    @Test
    void whoIsWiredToALibraryThatGoesIsFoundAndMeetsTheNewOne() throws Exception {
        Generation base = generation("base", 1);
        Generation extension = generation("extension", 2);
        run(base, feature("base", good("GOOD", "/x"), RealFramework.library("api-one", "base.api;version=1.0")));
        Available extending = feature("extension", extension("/y"));
        run(extension, extending);
        Available same = feature("base", good("GOOD", "/x"), RealFramework.library("api-one", "base.api;version=1.0"));
        Available changed =
                feature("base", good("GOOD", "/x"), RealFramework.library("api-two", "base.api;version=1.1"));
        assertThat(ground.dependents(base, same)).isEmpty();
        assertThat(ground.dependents(base, changed)).containsExactly(extension);

        Generation nextBase = generation("base", 3);
        Generation nextExtension = generation("extension", 4);
        Map<Generation, Optional<Generation>> together = new LinkedHashMap<>();
        together.put(nextBase, Optional.of(base));
        together.put(nextExtension, Optional.of(extension));
        ground.install(nextBase, changed);
        ground.install(nextExtension, extending);
        together.keySet().forEach(next -> ground.start(next, Set.of()));
        together.keySet().forEach(next -> ground.awaitHealthy(next, together.get(next)));
        ground.open(together);
        together.values().forEach(old -> ground.discard(old.orElseThrow()));
        ground.close();
        assertThat(service(Leases.class).offers(Route.class))
                .extracting(Offer::label)
                .containsExactlyInAnyOrder("base/3", "extension/4");
        assertThat(Arrays.stream(framework.context().getBundles()).map(Bundle::getSymbolicName))
                .as("nobody is wired to the old one")
                .contains("api-two")
                .doesNotContain("api-one");
    }

    /** Back again: the newer one is there still while the older one comes, and would be preferred. */
    @Test
    void whoComesAlongOnTheWayBackMeetsTheOlderLibrary() throws Exception {
        Available older = feature("base", good("GOOD", "/x"), RealFramework.library("api-one", "base.api;version=1.0"));
        Available newer = feature("base", good("GOOD", "/x"), RealFramework.library("api-two", "base.api;version=1.1"));
        Available extending = feature("extension", extension("/y"));
        Generation base = generation("base", 1);
        Generation extension = generation("extension", 2);
        run(base, newer);
        run(extension, extending);
        assertThat(ground.dependents(base, older)).containsExactly(extension);

        Generation nextBase = generation("base", 3);
        Generation nextExtension = generation("extension", 4);
        ground.install(nextBase, older, List.of(base, extension));
        ground.install(nextExtension, extending, List.of(base, extension));
        assertThat(providers(nextExtension)).contains("api-one").doesNotContain("api-two");
        assertThat(providers(extension)).contains("api-two");
    }

    private static byte[] extension(String path) {
        return RealFramework.example(
                "extension",
                Good.class,
                Map.of(
                        "Example-Level",
                        "GOOD",
                        "Example-Path",
                        path,
                        Constants.IMPORT_PACKAGE,
                        "org.osgi.framework,org.allmende.api.health,org.allmende.api.web,"
                                + "org.allmende.api.member,base.api;version=\"[1,2)\""));
    }

    private List<String> providers(Generation generation) {
        return framework
                .context()
                .getBundle(generation.prefix() + "com.example." + generation.feature())
                .adapt(BundleWiring.class)
                .getRequiredWires(null)
                .stream()
                .map(wire -> wire.getProvider().getBundle().getSymbolicName())
                .toList();
    }

    /** Which the framework allows; what cannot be is one of which a link is missing. */
    @Test
    void librariesThatImportOneAnotherInACircleResolveAndAGapInItIsNamed() throws Exception {
        byte[] a = RealFramework.between("a", "a.text", "b.text");
        byte[] b = RealFramework.between("b", "b.text", "c.text");
        run(
                generation("round", 1),
                feature("round", good("GOOD", "/x"), a, b, RealFramework.between("c", "c.text", "a.text")));
        assertThat(locations()).hasSize(4);

        Generation gap = generation("gap", 2);
        Available broken = feature(
                "gap",
                good("GOOD", "/y"),
                RealFramework.between("d", "d.text", "e.text"),
                RealFramework.between("e", "e.text", "f.text"),
                RealFramework.between("g", "g.text", "d.text"));
        Note why = refused(() -> ground.install(gap, broken));
        assertThat(why.key()).isEqualTo("unresolved-package");
        assertThat(why.arguments()).containsEntry("package", "f.text");
        ground.discard(gap);
        assertThat(locations()).hasSize(4);
    }

    @Test
    void aBundleThatNeedsAPackageNobodyHasIsNamedWithIt() throws Exception {
        Available available = feature(
                "example",
                RealFramework.example(
                        "example", Good.class, Map.of(Constants.IMPORT_PACKAGE, "no.such;version=\"[2.1,3)\"")));
        Note why = refused(() -> ground.install(generation("example", 1), available));
        assertThat(why)
                .isEqualTo(Note.of(
                        "unresolved-package",
                        "bundle",
                        "example 1.0.0",
                        "package",
                        "no.such",
                        "range",
                        "[2.1.0, 3.0.0)",
                        "there",
                        ""));
        ground.discard(generation("example", 1));
        assertThat(locations()).isEmpty();
    }

    @Test
    void aBundleThatNeedsAnotherVersionIsToldWhichOneIsThere() throws Exception {
        Available available = feature(
                "example",
                RealFramework.example(
                        "example",
                        Good.class,
                        Map.of(Constants.IMPORT_PACKAGE, "org.allmende.api.health;version=\"[2,3)\"")));
        Note why = refused(() -> ground.install(generation("example", 1), available));
        assertThat(why.key()).isEqualTo("unresolved-version");
        assertThat(why.arguments()).containsEntry("there", "1.0.0").containsEntry("range", "[2.0.0, 3.0.0)");
    }

    @Test
    void aBundleThatNeedsANewerJavaIsToldWhichOneRuns() throws Exception {
        Available available = feature(
                "example",
                RealFramework.example(
                        "example",
                        Good.class,
                        Map.of(Constants.REQUIRE_CAPABILITY, "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")));
        Note why = refused(() -> ground.install(generation("example", 1), available));
        assertThat(why.key()).isEqualTo("unresolved-java");
        assertThat(why.arguments()).containsEntry("needs", "99").containsEntry("runs", (long)
                Runtime.version().feature());
    }

    @Test
    void aFileThatIsNoBundleIsNamed() throws Exception {
        Available available = feature("example", "no jar".getBytes());
        assertThat(refused(() -> ground.install(generation("example", 1), available))
                        .key())
                .isEqualTo("not-installable");
        ground.discard(generation("example", 1));
    }

    @Test
    void anActivatorThatThrowsIsNamedAndTheOldGenerationStays() throws Exception {
        Generation old = generation("example", 1);
        run(old, feature("example", good("GOOD", "/x")));
        Generation next = generation("example", 2);
        ground.install(next, feature("example", RealFramework.example("example", Throwing.class, Map.of())));
        assertThat(refused(() -> ground.start(next, Set.of())))
                .isEqualTo(Note.of(
                        "start-fails", "bundle", "example 1.0.0", "error", "IllegalStateException: on purpose"));
        ground.discard(next);
        assertThat(ground.health("example")).hasSize(1);
    }

    @Test
    void anActivatorThatHangsIsLeftAsideAndOthersGoOn() throws Exception {
        Generation hanging = generation("example", 1);
        ground.install(
                hanging,
                feature(
                        "example",
                        RealFramework.example("example", HangingStart.class, Map.of("Example-Polite", "false"))));
        assertThat(refused(() -> ground.start(hanging, Set.of())).key()).isEqualTo("start-hangs");
        assertThat(ground.discard(hanging)).isPresent();
        // Neither the same feature nor another is kept from starting by it.
        run(generation("example", 2), feature("example", good("GOOD", "/x")));
        run(generation("other", 3), feature("other", good("GOOD", "/y")));
        assertThat(service(Leases.class).offers(Route.class)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"true,threads-ended", "false,threads-left"})
    void aThreadThatIsLeftRunningIsEndedOrAtLeastNamed(String polite, String told) throws Exception {
        Generation leaking = generation("example", 1);
        ground.install(
                leaking,
                feature(
                        "example",
                        RealFramework.example("example", LeakingThread.class, Map.of("Example-Polite", polite))));
        ground.start(leaking, Set.of());
        assertThat(ground.discard(leaking)).contains(Note.of(told, "threads", "example leak"));
    }

    @Test
    void anActivatorThatEndsWhenItIsInterruptedIsPutAwayWholly() throws Exception {
        Generation slow = generation("example", 1);
        ground.install(
                slow,
                feature(
                        "example",
                        RealFramework.example("example", HangingStart.class, Map.of("Example-Polite", "true"))));
        assertThat(refused(() -> ground.start(slow, Set.of())).key()).isEqualTo("start-slow");
        assertThat(ground.discard(slow)).isEmpty();
        ground.close();
        assertThat(locations()).isEmpty();
    }

    @Test
    void aBundleThatHangsWhenItIsStoppedIsToldAndItsSuccessorRuns() throws Exception {
        Generation old = generation("example", 1);
        run(old, feature("example", RealFramework.example("example", HangingStop.class, Map.of())));
        Generation next = generation("example", 2);
        run(next, feature("example", good("GOOD", "/x")), old);
        assertThat(ground.discard(old).orElseThrow().key()).isEqualTo("stop-hangs");
        assertThat(ground.health("example")).hasSize(1);
        run(generation("other", 3), feature("other", good("GOOD", "/y")));
    }

    @Test
    void aGenerationThatSaysItIsSickIsNotHealthy() throws Exception {
        Generation sick = generation("example", 1);
        ground.install(sick, feature("example", good("BAD", "/x")));
        ground.start(sick, Set.of());
        assertThat(refused(() -> ground.awaitHealthy(sick, Optional.empty())))
                .isEqualTo(Note.of("unhealthy", "part", "example", "detail", "as the header says"));
    }

    @Test
    void aGenerationWithAPartThatDoesNotComeUpIsNotHealthy() throws Exception {
        Generation partly = generation("example", 1);
        ground.install(partly, feature("example", good("GOOD", "/x")));
        ground.start(partly, Set.of());
        missingPart = Optional.of(Note.of("component-unsatisfied", "component", "c", "services", "s"));
        assertThat(refused(() -> ground.awaitHealthy(partly, Optional.empty()))).isEqualTo(missingPart.get());
    }

    @Test
    void aRouteThatAnotherFeatureHasIsRefused() throws Exception {
        run(generation("one", 1), feature("one", good("GOOD", "/things/{id}")));
        Generation same = generation("two", 2);
        ground.install(same, feature("two", good("GOOD", "/things/{name}")));
        ground.start(same, Set.of());
        assertThat(refused(() -> ground.awaitHealthy(same, Optional.empty())))
                .isEqualTo(Note.of("route-taken", "route", "GET /things/{}", "feature", "one"));
    }

    @Test
    void whatWasReadLatelyIsTriedOnANewVersionBeforeItCounts() throws Exception {
        Generation old = generation("example", 1);
        run(old, feature("example", good("GOOD", "/x")));
        Generation next = generation("example", 2);
        ground.install(next, feature("example", good("GOOD", "/x")));
        ground.start(next, Set.of());
        List<Long> tried = new ArrayList<>();
        rehearsal = (ahead, feature, limit) -> {
            ahead.offers(Route.class).forEach(offer -> tried.add(offer.generation()));
            return new Rehearsal.Outcome(3, 1);
        };
        assertThat(ground.awaitHealthy(next, Optional.of(old)))
                .contains(Note.of("healthy", "routes", 1, "pages", 3, "failed", 1));
        assertThat(tried).containsExactly(2L);
        rehearsal = (ahead, feature, limit) -> {
            throw new IllegalStateException("no rehearsal");
        };
        assertThat(refused(() -> ground.awaitHealthy(next, Optional.of(old))).key())
                .isEqualTo("check-fails");
    }

    @Test
    void aGenerationThatLosesAKindThatItsPredecessorOfferedIsNotHealthy() throws Exception {
        Generation old = generation("example", 1);
        run(old, feature("example", good("GOOD", "/x")));
        Generation next = generation("example", 2);
        // As it is with a copy of the contract of its own: what it offers nobody else knows.
        ground.install(next, feature("example", RealFramework.example("example", Silent.class, Map.of())));
        ground.start(next, Set.of());
        assertThat(refused(() -> ground.awaitHealthy(next, Optional.of(old))))
                .isEqualTo(Note.of("kind-lost", "kind", "HealthCheck"));
        assertThat(ground.awaitHealthy(next, Optional.empty())).isPresent();
    }

    @Test
    void whatTheRuntimeBringsIsKnownAndWhatFeaturesBringIsNotPartOfIt() throws Exception {
        run(
                generation("example", 1),
                feature("example", good("GOOD", "/x"), RealFramework.library("lib", "lib.text;version=1.0")));
        assertThat(ground.runtime()).contains("contract", "org.allmende.lease").doesNotContain("example", "lib");
    }

    @Test
    void aMigrationThatFailsIsTold() throws Exception {
        byte[] library = good("GOOD", "/x");
        Path jar = write(library);
        addEntry(jar, "migrations/001-words.sql");
        Available available = feature("example", Files.readAllBytes(jar));
        migrations = (owner, bundle, rows) -> {
            throw Problem.unavailable("001-words.sql failed at its second statement")
                    .asException();
        };
        ground.install(generation("example", 1), available);
        assertThatThrownBy(() -> ground.migrate(generation("example", 1))).hasMessageContaining("second statement");

        migrations = (owner, bundle, rows) -> new Migrations.Applied(List.of("001-words.sql"), 7);
        assertThat(ground.migrate(generation("example", 1)))
                .contains(Note.of("migrated", "files", "001-words.sql", "rows", 7));
    }

    private static void addEntry(Path jar, String name) throws IOException {
        try (var files = FileSystems.newFileSystem(jar)) {
            Path entry = files.getPath("/" + name);
            Files.createDirectories(entry.getParent());
            Files.writeString(entry, "CREATE TABLE x (y)");
        }
    }

    @Test
    void theClassLoaderOfAnOldGenerationIsCollected() throws Exception {
        Available available = feature("example", good("GOOD", "/x"));
        Generation old = generation("example", 1);
        run(old, available);
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int number = 2; number < 12; number++) {
            String location = old.prefix() + "com.example.example";
            loaders.add(new WeakReference<>(
                    framework
                            .context()
                            .getBundle(location)
                            .adapt(BundleWiring.class)
                            .getClassLoader(),
                    collected));
            Generation next = generation("example", number);
            run(next, available, old);
            ground.discard(old);
            old = next;
        }
        ground.close();
        int gone = 0;
        for (int i = 0; i < 100 && gone < loaders.size(); i++) {
            System.gc();
            while (collected.remove(50) != null) {
                gone++;
            }
        }
        assertThat(gone).isEqualTo(loaders.size());
    }
}
