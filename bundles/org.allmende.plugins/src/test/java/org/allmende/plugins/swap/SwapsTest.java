/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.allmende.api.health.Health;
import org.allmende.api.lease.Generations.Tally;
import org.allmende.plugins.catalogue.Catalogue;
import org.allmende.plugins.catalogue.Repository;
import org.allmende.plugins.journal.Ledger;
import org.allmende.plugins.journal.MemoryDisk;
import org.allmende.plugins.site.Sites;
import org.allmende.plugins.site.TestSite;
import org.allmende.plugins.told.Note;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SwapsTest {

    private static final Asker ASKER = Asker.system();

    @TempDir
    Path distribution;

    private final List<String> recorded = new CopyOnWriteArrayList<>();
    private MemoryDisk disk = new MemoryDisk();
    private FakeGround ground = new FakeGround();
    private Duration probation = Duration.ofHours(1);
    private final Semaphore looks = new Semaphore(0);
    private Swaps swaps;

    private final Recorder recorder = new Recorder() {
        @Override
        public void asked(Asker who, String act, String plugin, String detail) {
            recorded.add(act + " " + plugin + " " + detail);
        }

        @Override
        public void switched(Swap swap) {
            recorded.add("switched " + swap.plugin());
        }
    };

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectories(distribution.resolve("features"));
        Files.createDirectories(distribution.resolve("bundles"));
        offer("search", "1.0.0");
        offer("search", "1.1.0");
        offer("moderation", "1.0.0");
        swaps = open();
    }

    private void offer(String id, String version) throws IOException {
        Files.writeString(
                distribution.resolve("features").resolve(id + "-" + version + ".json"),
                "{\"id\":\"org.allmende:" + id + ":" + version + "\",\"bundles\":[\"org.allmende:org.allmende." + id
                        + ":" + version + "\"]}");
        Files.writeString(
                distribution.resolve("bundles").resolve("org.allmende." + id + "-" + version + ".jar"), "jar");
    }

    private Swaps open() throws IOException {
        Duration second = Duration.ofSeconds(5);
        return new Swaps(
                new Ledger(disk, Clock.systemUTC(), Optional.empty()),
                new Catalogue(
                        distribution,
                        new Repository(distribution.resolve("uploads"), distribution),
                        new Sites(distribution.resolve("sites"), Clock.systemUTC())),
                ground,
                recorder,
                Clock.systemUTC(),
                () -> {
                    looks.release();
                    return new Limits(second, second, second, second, probation, Duration.ofMillis(5));
                });
    }

    /** The watch asks for its limits whenever it looks at a feature on probation. */
    private void awaitLooks() throws InterruptedException {
        looks.drainPermits();
        assertThat(looks.tryAcquire(3, 20, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void close() {
        swaps.close();
    }

    private Swap settled(Swap swap) {
        try {
            return swap.settled().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private Swap act(String plugin, Act act, String version) {
        return settled(swaps.ask(plugin, act, Optional.ofNullable(version), ASKER));
    }

    private String version(String plugin) {
        return swaps.ledger().installed(plugin).map(Installed::version).orElse("");
    }

    @Test
    void theNewestVersionIsInstalledStepByStep() {
        Swap swap = act("search", Act.INSTALL, null);
        assertThat(version("search")).isEqualTo("1.1.0");
        assertThat(ground.done)
                .containsExactly(
                        "install search 1.1.0/1",
                        "migrate search 1.1.0/1",
                        "start search 1.1.0/1",
                        "check search 1.1.0/1",
                        "open search 1.1.0/1");
        act("moderation", Act.INSTALL, null);
        assertThat(swap.state()).isEqualTo(Step.DONE);
        assertThat(swap.moments())
                .extracting(Swap.Moment::step)
                .containsExactly(
                        Step.PLANNED,
                        Step.FETCHED,
                        Step.VERIFIED,
                        Step.RESOLVED,
                        Step.PREPARED,
                        Step.STARTED,
                        Step.HEALTHY,
                        Step.SWITCHED,
                        Step.DRAINED,
                        Step.PROBATION,
                        Step.DONE);
        assertThat(recorded).startsWith("plugins.install search → 1.1.0", "switched search");
    }

    @Test
    void anUpdateStopsTheOldGenerationAfterTheSwitchAndKeepsTheWayBack() {
        act("search", Act.INSTALL, "1.0.0");
        Swap update = act("search", Act.UPDATE, null);
        assertThat(update.state()).isEqualTo(Step.PROBATION);
        assertThat(ground.done).endsWith("open search 1.1.0/2", "discard search 1.0.0/1");
        assertThat(swaps.overview().find("search").installed().orElseThrow().previous())
                .contains("1.0.0");

        Swap back = act("search", Act.ROLLBACK, null);
        assertThat(back.state()).isEqualTo(Step.DONE);
        assertThat(version("search")).isEqualTo("1.0.0");
        assertThat(update.state()).isEqualTo(Step.ROLLED_BACK);
        assertThat(update.reason().orElseThrow().key()).isEqualTo("by-hand");
        assertThat(ground.installed).hasSize(1);
    }

    @Test
    void aRestartSwapsInAFreshGenerationOfTheSameVersion() {
        act("search", Act.INSTALL, "1.0.0");
        act("search", Act.RESTART, null);
        assertThat(swaps.ledger().installed("search")).contains(new Installed("search", "1.0.0", 2, Optional.empty()));
        assertThat(ground.open.get("search").number()).isEqualTo(2);
    }

    @Test
    void aVersionThatIsStartedAfreshOnProbationGoesOnBeingWatched() {
        act("search", Act.INSTALL, "1.0.0");
        Swap update = act("search", Act.UPDATE, "1.1.0");
        Swap restart = act("search", Act.RESTART, null);
        swaps.plan("moderation", Act.INSTALL, Optional.empty());
        assertThat(update.state()).isEqualTo(Step.DONE);
        assertThat(restart.state()).isEqualTo(Step.PROBATION);
        assertThat(swaps.overview().find("search").installed().orElseThrow().previous())
                .contains("1.0.0");
    }

    @Test
    void whoUsesALibraryOfAnUpdateComesAlongAndAllSwitchAtOnce() {
        act("search", Act.INSTALL, "1.0.0");
        act("moderation", Act.INSTALL, null);
        ground.dependents.put("search", Set.of("moderation"));
        assertThat(swaps.plan("search", Act.UPDATE, Optional.of("1.1.0")).restarts())
                .containsExactly("moderation");

        assertThat(act("search", Act.UPDATE, "1.1.0").state()).isEqualTo(Step.PROBATION);
        assertThat(ground.opened.getLast())
                .extracting(one -> one.feature() + " " + one.version())
                .containsExactlyInAnyOrder("search 1.1.0", "moderation 1.0.0");
        Swap along = swaps.overview().history("moderation").getFirst();
        assertThat(along.act()).isEqualTo(Act.RESTART);
        assertThat(settled(along).state()).isEqualTo(Step.DONE);
        assertThat(ground.installed).hasSize(2);
        assertThat(recorded).filteredOn("switched moderation"::equals).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"install", "migrate", "start", "check", "open"})
    void whereOneOfThemFailsNoneIsSwitched(String step) {
        act("search", Act.INSTALL, "1.0.0");
        act("moderation", Act.INSTALL, null);
        ground.dependents.put("search", Set.of("moderation"));
        ground.failing = step;
        ground.failingFor = "moderation";

        Swap failed = act("search", Act.UPDATE, "1.1.0");
        assertThat(failed.state()).isEqualTo(Step.ROLLED_BACK);
        assertThat(ground.open.get("search").version()).isEqualTo("1.0.0");
        assertThat(ground.open.get("moderation").number()).isEqualTo(2);
        assertThat(ground.installed).hasSize(2);
        Swap along = swaps.overview().history("moderation").getFirst();
        assertThat(settled(along).state()).isEqualTo(Step.ROLLED_BACK);
        assertThat(along.reason()).isPresent();
        assertThat(version("search")).isEqualTo("1.0.0");
        assertThat(swaps.overview().find("moderation").state()).isEqualTo(Overview.State.RUNNING);
    }

    @Test
    void whatOthersExtendIsBroughtUpBeforeThem() throws IOException {
        for (String id : List.of("a-extends-z", "z")) {
            Files.writeString(
                    distribution.resolve("features/" + id + ".json"),
                    "{\"id\":\"org.example:" + id + ":1.0.0\",\"bundles\":[\"org.allmende:org.allmende.search:1.0.0\"]"
                            + (id.equals("z")
                                    ? "}"
                                    : ",\"extensions\":{\"allmende-about\":{\"json\":{\"requires\":[\"z\"]}}}}"));
            act(id, Act.INSTALL, null);
        }
        swaps.close();
        ground = new FakeGround();
        swaps = open();
        swaps.boot(List.of());
        List<String> opened =
                ground.done.stream().filter(line -> line.startsWith("open ")).toList();
        assertThat(opened).hasSize(2).first().asString().startsWith("open z ");
    }

    @Test
    void whatIsSwitchedOffStaysInstalledAndOffAfterAStartUntilItIsSwitchedOn() throws IOException {
        act("search", Act.INSTALL, "1.0.0");
        act("moderation", Act.INSTALL, null);
        assertThat(act("search", Act.OFF, null).state()).isEqualTo(Step.DONE);
        assertThat(ground.open).containsOnlyKeys("moderation");
        assertThat(swaps.overview().find("search").state()).isEqualTo(Overview.State.OFF);
        assertThatThrownBy(() -> act("search", Act.OFF, null)).hasMessageContaining("off already");

        swaps.close();
        ground = new FakeGround();
        swaps = open();
        swaps.boot(List.of());
        assertThat(ground.open).containsOnlyKeys("moderation");
        assertThat(act("search", Act.ON, null).state()).isEqualTo(Step.DONE);
        assertThat(ground.open).containsKeys("search");
        assertThat(version("search")).isEqualTo("1.0.0");
        assertThatThrownBy(() -> act("search", Act.ON, null)).hasMessageContaining("runs already");
    }

    @Test
    void whatDoesNotComeUpWhenItIsSwitchedOnStaysOff() {
        act("search", Act.INSTALL, "1.0.0");
        act("search", Act.OFF, null);
        ground.failing = "open";
        assertThat(act("search", Act.ON, null).state()).isEqualTo(Step.ROLLED_BACK);
        assertThat(swaps.overview().find("search").state()).isEqualTo(Overview.State.OFF);
    }

    @Test
    void safeModeStopsAllAndEndsAsBefore() throws IOException {
        act("search", Act.INSTALL, "1.0.0");
        act("moderation", Act.INSTALL, null);
        swaps.enterSafeMode(ASKER);
        swaps.close();
        assertThat(ground.open).isEmpty();

        ground = new FakeGround();
        swaps = open();
        swaps.boot(List.of());
        assertThat(ground.open).as("after a start, too").isEmpty();
        assertThat(swaps.isSafe()).isTrue();
        swaps.leaveSafeMode(true, ASKER);
        assertThat(ground.open).containsOnlyKeys("search", "moderation");
        assertThat(swaps.isSafe()).isFalse();
    }

    @Test
    void safeModeEndsAsNowWithWhatWasSwitchedOnByHand() {
        act("search", Act.INSTALL, "1.0.0");
        act("moderation", Act.INSTALL, null);
        swaps.enterSafeMode(ASKER);
        act("search", Act.ON, null);
        swaps.leaveSafeMode(false, ASKER);
        assertThat(ground.open).containsOnlyKeys("search");
        assertThat(swaps.overview().find("moderation").state()).isEqualTo(Overview.State.OFF);
    }

    /** Its consumers are not there, so its lag grows: that is no reason to bring up the version before. */
    @Test
    void safeModeBringsNothingBackThatIsBeingWatched() throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        act("search", Act.UPDATE, "1.1.0");
        swaps.enterSafeMode(ASKER);
        ground.health.put("search", Health.bad("search", "away"));
        ground.conduct.put("search 1.1.0", new Conduct(new Tally(100, 100), 1_000_000, 0));
        // Started by hand, so that the watch has something to look at.
        offer("moderation", "1.1.0");
        act("moderation", Act.INSTALL, "1.0.0");
        act("moderation", Act.UPDATE, "1.1.0");
        awaitLooks();
        swaps.plan("moderation", Act.RESTART, Optional.empty());
        assertThat(ground.open).containsOnlyKeys("moderation");
        assertThat(version("search")).isEqualTo("1.1.0");
    }

    @Test
    void aRollbackThatDidNotSucceedIsTriedAgain() throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        act("search", Act.UPDATE, "1.1.0");
        ground.failing = "start";
        ground.failingFor = "search 1.0.0";
        ground.health.put("search", Health.bad("search", "away"));
        settled(awaited(swap -> swap.act() == Act.ROLLBACK && swap.state() == Step.ROLLED_BACK));
        assertThat(version("search")).isEqualTo("1.1.0");
        ground.failing = "";
        awaited(swap -> swap.act() == Act.ROLLBACK && swap.state() == Step.DONE);
        assertThat(version("search")).isEqualTo("1.0.0");
        assertThat(swaps.ledger().swaps())
                .filteredOn(swap -> swap.act() == Act.UPDATE)
                .extracting(Swap::state)
                .containsExactly(Step.ROLLED_BACK);
    }

    /** Looks at all swaps whenever the watch has looked. */
    private Swap awaited(Predicate<Swap> which) throws InterruptedException {
        while (true) {
            Optional<Swap> found = swaps.ledger().swaps().stream().filter(which).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            looks.tryAcquire(50, TimeUnit.MILLISECONDS);
        }
    }

    /** Whatever is done in the framework tells that it is there, and waits. */
    private void holdBack(CountDownLatch inside, CountDownLatch goOn) {
        ground.before = () -> {
            inside.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
    }

    /** Somebody updates while another goes back: the way back was meant from what was there. */
    @Test
    void nobodyGoesBackToAnotherVersionThanWasMeant() throws Exception {
        offer("search", "1.2.0");
        act("search", Act.INSTALL, "1.0.0");
        act("search", Act.UPDATE, "1.1.0");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        holdBack(inside, goOn);
        Swap update = swaps.ask("search", Act.UPDATE, Optional.of("1.2.0"), ASKER);
        inside.await();
        Swap back = swaps.ask("search", Act.ROLLBACK, Optional.empty(), ASKER);
        goOn.countDown();
        assertThat(settled(update).state()).isEqualTo(Step.PROBATION);
        assertThat(settled(back).state()).isEqualTo(Step.ROLLED_BACK);
        assertThat(back.reason().orElseThrow().toString()).contains("is 1.1.0 by now, no longer 1.0.0");
        assertThat(version("search")).isEqualTo("1.2.0");
    }

    @Test
    void whatWasReplacedGoesAlsoWhenTheDiskIsFullByThen() {
        act("search", Act.INSTALL, "1.0.0");
        ground.before = () -> disk.full(ground.done.getLast().startsWith("check search 1.1.0"));
        act("search", Act.UPDATE, "1.1.0");
        assertThat(ground.done).contains("open search 1.1.0/2", "discard search 1.0.0/1");
        disk.full(false);
    }

    @Test
    void aVersionThatDoesNotStartAfterALongTimeAwayIsStillTakenBack() throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        act("search", Act.UPDATE, "1.1.0");
        swaps.close();
        probation = Duration.ofNanos(1);
        ground = new FakeGround();
        ground.failing = "start";
        ground.failingFor = "search 1.1.0";
        swaps = open();
        swaps.boot(List.of());
        assertThat(version("search")).isEqualTo("1.0.0");
        assertThat(swaps.failed()).isEmpty();
    }

    @Test
    void whatIsToRunAndDoesNotIsNamed() throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        act("moderation", Act.INSTALL, "1.0.0");
        swaps.close();
        ground = new FakeGround();
        ground.failing = "start";
        ground.failingFor = "search";
        swaps = open();
        swaps.boot(List.of());
        assertThat(swaps.failed()).containsExactly("search");
    }

    @Test
    void whatFailsAtWhatItIsCalledForIsNotHealthy() throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        act("moderation", Act.INSTALL, "1.0.0");
        ground.conduct.put("search 1.0.0", new Conduct(new Tally(9, 9), 0, 0));
        ground.conduct.put("moderation 1.0.0", new Conduct(new Tally(900, 9), 0, 0));
        assertThat(swaps.failing()).containsExactly("search (9 of 9 failed)");
        assertThat(swaps.overview().find("search").health()).containsExactly(Health.degraded("calls", "9 of 9 failed"));
        assertThat(swaps.overview().find("moderation").health()).isEmpty();
    }

    @Test
    void whatIsSwitchedOffSinceItErrsIsNotBroughtBackByItsProbation() throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        act("search", Act.UPDATE, "1.1.0");
        ground.conduct.put("search 1.1.0", new Conduct(new Tally(100, 100), 0, 0));
        assertThat(act("search", Act.OFF, null).state()).isEqualTo(Step.DONE);
        // So that the watch has something to look at.
        offer("moderation", "1.1.0");
        act("moderation", Act.INSTALL, "1.0.0");
        act("moderation", Act.UPDATE, "1.1.0");
        awaitLooks();
        swaps.plan("moderation", Act.RESTART, Optional.empty());
        assertThat(swaps.overview().find("search").state()).isEqualTo(Overview.State.OFF);
        assertThatThrownBy(() -> act("search", Act.RESTART, null)).hasMessageContaining("Switch it on first");
        assertThatThrownBy(() -> act("search", Act.ROLLBACK, null)).hasMessageContaining("Switch it on first");
    }

    @Test
    void whatWaitsWhenSafeModeBeginsIsNotBegunInIt() throws InterruptedException {
        act("search", Act.INSTALL, "1.0.0");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        holdBack(inside, goOn);
        swaps.ask("search", Act.UPDATE, Optional.of("1.1.0"), ASKER);
        inside.await();
        Swap waits = swaps.ask("moderation", Act.INSTALL, Optional.empty(), ASKER);
        Thread entering = Thread.ofVirtual().start(() -> swaps.enterSafeMode(ASKER));
        while (!swaps.isSafe()) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        entering.join();
        assertThat(settled(waits).reason()).contains(Note.of("safe-mode"));
        assertThat(ground.open).isEmpty();
        assertThatThrownBy(() -> swaps.enterSafeMode(ASKER)).hasMessageContaining("on already");
        swaps.leaveSafeMode(true, ASKER);
        assertThat(ground.open).containsOnlyKeys("search");
        assertThatThrownBy(() -> swaps.leaveSafeMode(true, ASKER)).hasMessageContaining("off already");
    }

    @Test
    void aStartInSafeModeCanBeLeftAsIfItHadBeenNone() {
        swaps.beginSafe(List.of("search"));
        assertThat(swaps.isSafe()).isTrue();
        swaps.leaveSafeMode(true, ASKER);
        assertThat(ground.open).containsOnlyKeys("search");
    }

    @Test
    void partsAreSwitchedOffByAFreshGenerationAndStayOffInTheNext() {
        act("search", Act.INSTALL, "1.0.0");
        assertThat(settled(swaps.parts("search", Set.of("Pages"), ASKER)).state())
                .isEqualTo(Step.DONE);
        assertThat(swaps.overview().parts("search")).extracting(Part::on).containsExactly(false);
        act("search", Act.UPDATE, "1.1.0");
        assertThat(swaps.overview().parts("search")).extracting(Part::on).containsExactly(false);

        ground.failing = "check";
        assertThat(settled(swaps.parts("search", Set.of(), ASKER)).state()).isEqualTo(Step.ROLLED_BACK);
        assertThat(swaps.ledger().installed("search").orElseThrow().without()).containsExactly("Pages");
    }

    @Test
    void aRemovedFeatureIsClosedAndPutAway() {
        act("search", Act.INSTALL, "1.0.0");
        assertThat(act("search", Act.REMOVE, null).state()).isEqualTo(Step.DONE);
        assertThat(ground.open).isEmpty();
        assertThat(ground.installed).isEmpty();
        assertThat(swaps.overview().find("search").state()).isEqualTo(Overview.State.AVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"install", "migrate", "start", "check", "open"})
    void whateverFailsBeforeTheSwitchLeavesTheOldGenerationWithAReason(String step) {
        act("search", Act.INSTALL, "1.0.0");
        ground.failing = step;
        Swap failed = act("search", Act.UPDATE, "1.1.0");
        assertThat(failed.state()).isEqualTo(Step.ROLLED_BACK);
        assertThat(failed.reason()).isPresent();
        assertThat(version("search")).isEqualTo("1.0.0");
        assertThat(ground.open.get("search").version()).isEqualTo("1.0.0");
        assertThat(ground.installed).hasSize(1);
        assertThat(swaps.overview().find("search").state()).isEqualTo(Overview.State.RUNNING);
        assertThat(recorded).filteredOn("switched search"::equals).hasSize(1);

        ground.failing = "";
        assertThat(act("search", Act.UPDATE, "1.1.0").state()).isEqualTo(Step.PROBATION);
    }

    @Test
    void whatIsThrownUnexpectedlyIsAReasonToo() {
        ground.failing = "start";
        ground.failure = new IllegalStateException("boom");
        Swap failed = act("search", Act.INSTALL, null);
        assertThat(failed.reason().orElseThrow().arguments().get("error").toString())
                .contains("boom");
    }

    @Test
    void aMissingJarIsNamed() throws IOException {
        Files.delete(distribution.resolve("bundles/org.allmende.search-1.1.0.jar"));
        Swap failed = act("search", Act.INSTALL, "1.1.0");
        assertThat(failed.reason().orElseThrow().key()).isEqualTo("bundle-missing");
        assertThat(ground.done).isEmpty();
    }

    @Test
    void aBundleOfTheRuntimeIsRefusedBeforeItIsInstalled() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "org.allmende.api;singleton:=true");
        Path jar = distribution.resolve("bundles/org.allmende.search-1.1.0.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        Note why = Note.of("bundle-of-runtime", "bundle", "org.allmende:org.allmende.search:1.1.0");

        assertThat(swaps.plan("search", Act.INSTALL, Optional.of("1.1.0"))
                        .obstacle()
                        .map(Note::toString))
                .contains(why.toString());
        assertThat(act("search", Act.INSTALL, "1.1.0").reason().map(Note::toString))
                .contains(why.toString());
        assertThat(ground.done).isEmpty();
    }

    @Test
    void twoBundlesThatSayTheyAreTheSameAreRefused() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "org.example.twin");
        for (String name : List.of("one", "other")) {
            Path jar = distribution.resolve("bundles/" + name + "-1.0.0.jar");
            new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        }
        Files.writeString(
                distribution.resolve("features/twins.json"),
                "{\"id\":\"org.example:twins:1.0.0\",\"bundles\":[\"a:one:1.0.0\",\"a:other:1.0.0\"]}");
        assertThat(act("twins", Act.INSTALL, null).reason())
                .contains(Note.of(
                        "bundle-twice",
                        "bundle",
                        "a:other:1.0.0",
                        "other",
                        "a:one:1.0.0",
                        "name",
                        "org.example.twin 0.0.0"));
        assertThat(ground.done).isEmpty();
    }

    @Test
    void wishesThatMakeNoSenseAreRefusedWithTheCure() {
        assertThatThrownBy(() -> act("serch", Act.INSTALL, null))
                .hasMessageContaining("There is no feature serch. There are: moderation, search.");
        assertThatThrownBy(() -> act("search", Act.UPDATE, null)).hasMessageContaining("not installed");
        act("search", Act.INSTALL, "1.0.0");
        assertThatThrownBy(() -> act("search", Act.INSTALL, null)).hasMessageContaining("update it");
        assertThatThrownBy(() -> act("search", Act.UPDATE, "7")).hasMessageContaining("There are: 1.1.0, 1.0.0.");
        assertThatThrownBy(() -> act("search", Act.UPDATE, "1.0.0")).hasMessageContaining("restart it");
        assertThatThrownBy(() -> act("search", Act.ROLLBACK, null)).hasMessageContaining("no version of search");
        swaps.hold("search", true, ASKER);
        assertThatThrownBy(() -> act("search", Act.UPDATE, null)).hasMessageContaining("release it first");
        swaps.hold("search", false, ASKER);
        assertThat(act("search", Act.UPDATE, null).state()).isEqualTo(Step.PROBATION);
    }

    @Test
    void twoAdministratorsComeOneAfterTheOther() throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        CountDownLatch go = new CountDownLatch(1);
        ground.before = () -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        };
        Swap first = swaps.ask("search", Act.UPDATE, Optional.of("1.1.0"), ASKER);
        Swap second = swaps.ask("search", Act.UPDATE, Optional.of("1.1.0"), ASKER);
        assertThat(swaps.overview().find("search").state()).isEqualTo(Overview.State.SWAPPING);
        go.countDown();
        assertThat(settled(first).state()).isEqualTo(Step.PROBATION);
        assertThat(settled(second)
                        .reason()
                        .orElseThrow()
                        .arguments()
                        .get("text")
                        .toString())
                .contains("1.1.0 already");
        assertThat(version("search")).isEqualTo("1.1.0");
    }

    @Test
    void aPlanTellsWhatComesAndGoesAndChangesNothing() {
        act("search", Act.INSTALL, "1.0.0");
        ground.done.clear();
        Plan plan = swaps.plan("search", Act.UPDATE, Optional.empty());
        assertThat(plan.comes()).containsExactly("org.allmende:org.allmende.search:1.1.0");
        assertThat(plan.goes()).containsExactly("org.allmende:org.allmende.search:1.0.0");
        assertThat(plan.obstacle()).isEmpty();
        assertThat(ground.done).containsExactly("install search 1.1.0/0", "discard search 1.1.0/0");
        ground.failing = "install";
        assertThat(swaps.plan("search", Act.UPDATE, Optional.empty()).obstacle())
                .isPresent();
        assertThat(version("search")).isEqualTo("1.0.0");
    }

    @Test
    void aVersionThatTurnsSickOnProbationIsTakenBack() throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        CountDownLatch back = new CountDownLatch(1);
        Swap update = act("search", Act.UPDATE, null);
        ground.before = () -> {
            if (ground.open.get("search").version().equals("1.0.0")) {
                back.countDown();
            }
        };
        ground.health.put("search", Health.bad("index", "is gone"));
        assertThat(back.await(20, TimeUnit.SECONDS)).isTrue();
        // The worker is one thread: once this is done, so is what came before it.
        swaps.plan("moderation", Act.INSTALL, Optional.empty());
        assertThat(update.reason().orElseThrow())
                .isEqualTo(Note.of("regressed", "version", "1.1.0", "part", "index", "detail", "is gone"));
        assertThat(version("search")).isEqualTo("1.0.0");
    }

    @Test
    void aVersionWhoseCallsFailOnProbationIsTakenBack() throws Exception {
        Note why = takenBack(
                new Conduct(new Tally(1000, 20), 0, 0),
                new Conduct(new Tally(400, 0), 0, 0),
                new Conduct(new Tally(500, 60), 0, 0));
        assertThat(why.key()).isEqualTo("regressed-errors");
        assertThat(why.arguments()).containsEntry("version", "1.1.0").containsEntry("failures", 60L);
    }

    @Test
    void aVersionThatFallsBehindWhileOthersDoNotIsTakenBack() throws Exception {
        Note why = takenBack(
                new Conduct(new Tally(1000, 0), 0, 0),
                new Conduct(new Tally(10, 0), 100, 0),
                new Conduct(new Tally(10, 0), 2000, 30));
        assertThat(why.key()).isEqualTo("regressed-lag");
    }

    /** How search behaves before an update, right after it, and then. */
    private Note takenBack(Conduct before, Conduct after, Conduct then) throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        ground.conduct.put("search 1.0.0", before);
        ground.conduct.put("search 1.1.0", after);
        CountDownLatch back = new CountDownLatch(1);
        Swap update = act("search", Act.UPDATE, null);
        ground.before = () -> {
            if (ground.open.get("search").version().equals("1.0.0")) {
                back.countDown();
            }
        };
        ground.conduct.put("search 1.1.0", then);
        assertThat(back.await(20, TimeUnit.SECONDS)).isTrue();
        swaps.plan("moderation", Act.INSTALL, Optional.empty());
        assertThat(version("search")).isEqualTo("1.0.0");
        return update.reason().orElseThrow();
    }

    @Test
    void whatASiteHasIsFetchedAndInstalled() throws IOException {
        TestSite site = new TestSite(distribution.resolve("owner"), Clock.systemUTC())
                .with("poll", "1.0.0")
                .signed();
        swaps.addSite("owner", site.folder().toString(), site.fingerprint(), ASKER);
        Overview.View offered = swaps.overview().find("poll");
        assertThat(offered.versions()).containsExactly("1.0.0");
        assertThat(offered.words(java.util.Locale.ENGLISH).name()).isEqualTo("The poll");

        Swap swap = act("poll", Act.INSTALL, null);

        assertThat(swap.state()).isEqualTo(Step.DONE);
        assertThat(swap.moments())
                .anySatisfy(moment -> assertThat(moment.note()).contains(Note.of("signed", "site", "owner")));
        assertThat(version("poll")).isEqualTo("1.0.0");
        swaps.removeSite("owner", ASKER);
        assertThat(act("poll", Act.RESTART, null).state()).isEqualTo(Step.DONE);
    }

    @Test
    void whatASiteHasAlteredIsNamedAndNothingIsChanged() throws IOException {
        TestSite site = new TestSite(distribution.resolve("owner"), Clock.systemUTC())
                .with("poll", "1.0.0")
                .signed();
        swaps.addSite("owner", site.folder().toString(), site.fingerprint(), ASKER);
        site.alterArchives();

        assertThat(swaps.plan("poll", Act.INSTALL, Optional.empty())
                        .obstacle()
                        .orElseThrow()
                        .key())
                .isEqualTo("archive-altered");
        Swap swap = act("poll", Act.INSTALL, null);

        assertThat(swap.state()).isEqualTo(Step.ROLLED_BACK);
        assertThat(swap.reason().orElseThrow().key()).isEqualTo("archive-altered");
        assertThat(swaps.ledger().installed("poll")).isEmpty();
        assertThat(ground.done).isEmpty();
    }

    @Test
    void anUpdateThatWouldNotRunHereIsNotOfferedAndSaysWhy() throws IOException {
        TestSite site = new TestSite(distribution.resolve("owner"), Clock.systemUTC())
                .with("poll", "1.0.0")
                .needing("poll", "1.1.0", "99", "[1.2,2)")
                .needing("vote", "1.0.0", "21", "[1.2,2)")
                .needing("vote", "1.1.0", "21", "[1.9,2)")
                .signed();
        swaps.addSite("owner", site.folder().toString(), site.fingerprint(), ASKER);
        act("poll", Act.INSTALL, "1.0.0");
        act("vote", Act.INSTALL, "1.0.0");
        assertThat(notOffered("poll")).isEqualTo("needs-java");
        assertThat(notOffered("vote")).isEqualTo("needs-contract");
        swaps.hold("poll", true, ASKER);
        assertThat(notOffered("poll")).isEqualTo("held");
    }

    private String notOffered(String plugin) {
        Overview.Update update = swaps.overview().find(plugin).update().orElseThrow();
        assertThat(swaps.overview().find(plugin).offered()).isEmpty();
        return update.obstacle().orElseThrow().key();
    }

    @Test
    void atTheFirstStartWhatIsWantedIsInstalledAndLaterWhatTheJournalSays() throws IOException {
        swaps.boot(List.of("search", "moderation"));
        assertThat(ground.open.keySet()).containsExactlyInAnyOrder("search", "moderation");
        swaps.close();
        ground = new FakeGround();
        swaps = open();
        swaps.boot(List.of("search"));
        assertThat(ground.open.keySet()).containsExactlyInAnyOrder("search", "moderation");
        assertThat(swaps.overview().views())
                .allSatisfy(view -> assertThat(view.state()).isEqualTo(Overview.State.RUNNING));
    }

    @Test
    void aFeatureThatDoesNotStartKeepsNobodyElseFromStarting() throws IOException {
        swaps.boot(List.of("search", "moderation"));
        swaps.close();
        ground = new FakeGround();
        ground.failing = "start";
        swaps = open();
        swaps.boot(List.of());
        assertThat(swaps.overview().views()).allSatisfy(view -> {
            assertThat(view.state()).isEqualTo(Overview.State.FAILED);
            assertThat(view.failure()).isPresent();
        });
        ground.failing = "";
        assertThat(act("search", Act.RESTART, null).state()).isEqualTo(Step.DONE);
        assertThat(swaps.overview().find("search").state()).isEqualTo(Overview.State.RUNNING);
    }

    @Test
    void aVersionThatTheNewDistributionNoLongerHasIsReplacedByTheOneItHas() throws IOException {
        act("moderation", Act.INSTALL, null);
        swaps.ledger().furnished();
        swaps.close();
        Files.delete(distribution.resolve("features/moderation-1.0.0.json"));
        offer("moderation", "2.0.0");
        ground = new FakeGround();
        swaps = open();
        swaps.boot(List.of());
        assertThat(version("moderation")).isEqualTo("2.0.0");
        assertThat(ground.open).containsKey("moderation");
    }

    /** Every line of an update, lost, half written or just written when the power goes. */
    @ParameterizedTest
    @EnumSource(MemoryDisk.Death.class)
    void afterAPowerCutAtAnyLineTheNextStartIsTheOldOrTheNewGeneration(MemoryDisk.Death death) throws Exception {
        act("search", Act.INSTALL, "1.0.0");
        swaps.ledger().furnished();
        swaps.close();
        byte[] before = disk.read();
        boolean sawOld = false;
        boolean sawNew = false;
        int last = 100;
        for (int line = 1; line <= last; line++) {
            disk = new MemoryDisk(before);
            ground = new FakeGround();
            swaps = open();
            swaps.boot(List.of());
            int lines = disk.writes();
            disk.dyingAt(lines + line, death);
            last = Math.min(last, powerCut());
            byte[] left = disk.read();

            disk = new MemoryDisk(left);
            ground = new FakeGround();
            swaps = open();
            swaps.boot(List.of());
            String version = version("search");
            assertThat(ground.open.get("search").version()).as("line %s", line).isEqualTo(version);
            assertThat(ground.installed).hasSize(1);
            boolean switched = new String(left, StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(one -> one.contains("SWITCHED")
                            && one.contains("\"swap\":2")
                            && one.endsWith("}")
                            && one.contains("\"what\":\"step\""));
            assertThat(version).as("line %s", line).isEqualTo(switched ? "1.1.0" : "1.0.0");
            sawOld |= version.equals("1.0.0");
            sawNew |= version.equals("1.1.0");
            swaps.close();
        }
        assertThat(sawOld && sawNew).isTrue();
        swaps = open();
    }

    /** @return how many lines an update writes, if it came through; else a large number */
    private int powerCut() throws InterruptedException {
        int before = disk.writes();
        try {
            Swap swap = swaps.ask("search", Act.UPDATE, Optional.of("1.1.0"), ASKER);
            // What runs on the worker dies there; asking it something else tells that it is dead or done.
            swaps.plan("moderation", Act.INSTALL, Optional.empty());
            return swap.state() == Step.PROBATION ? disk.writes() - before : 100;
        } catch (MemoryDisk.PowerCut e) {
            return 100;
        }
    }
}
