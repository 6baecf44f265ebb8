/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.plugins.journal.LastWords.Fault;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Step;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.told.Note;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_000L), ZoneOffset.UTC);

    private Ledger open(Disk disk) {
        return open(disk, Optional.empty());
    }

    private Ledger open(Disk disk, Optional<Fault> fault) {
        try {
            return new Ledger(disk, clock, fault);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Swap done(Ledger ledger, Act act, String to, Step until) {
        Swap swap = ledger.plan("search", act, Optional.ofNullable(to));
        ledger.begin(swap, ledger.installed("search"), Optional.ofNullable(to));
        for (Step step : Step.values()) {
            if (step != Step.PLANNED && step.compareTo(until) <= 0) {
                ledger.step(swap, step, Optional.of(Note.of("fetched", "bundles", 2, "kilobytes", 7)));
            }
        }
        return swap;
    }

    @Test
    void whatWasDoneIsThereAfterARestart() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        Swap update = done(ledger, Act.UPDATE, "1.1.0", Step.DONE);
        ledger.hold("search", true);
        ledger.furnished();
        ledger.stopped();

        for (int restart = 0; restart < 3; restart++) {
            ledger = open(disk);
            assertThat(ledger.installed()).containsExactly(new Installed("search", "1.1.0", 2, Optional.of("1.0.0")));
            assertThat(ledger.isHeld("search")).isTrue();
            assertThat(ledger.isFurnished()).isTrue();
            assertThat(ledger.swaps()).hasSize(2);
            assertThat(ledger.swaps().getFirst().moments()).isEqualTo(update.moments());
            ledger.stopped();
        }
        Swap next = ledger.plan("search", Act.RESTART, Optional.of("1.1.0"));
        ledger.begin(next, ledger.installed("search"), Optional.of("1.1.0"));
        assertThat(next.id()).isEqualTo(3);
        assertThat(next.number()).isEqualTo(3);
    }

    @Test
    void whatSwitchesTogetherHasSwitchedTogetherWhereverTheProcessEnds() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        Swap other = ledger.plan("other", Act.INSTALL, Optional.of("1.0.0"));
        ledger.begin(other, Optional.empty(), Optional.of("1.0.0"));
        Swap update = done(ledger, Act.UPDATE, "1.1.0", Step.HEALTHY);
        Map<Swap, Optional<Note>> together = new LinkedHashMap<>();
        together.put(update, Optional.of(Note.of("fetched", "bundles", 2, "kilobytes", 7)));
        together.put(other, Optional.empty());
        ledger.switchTogether(together);
        for (int restart = 0; restart < 2; restart++) {
            ledger = open(disk);
            assertThat(ledger.installed("search").orElseThrow().version()).isEqualTo("1.1.0");
            assertThat(ledger.installed("other").orElseThrow().version()).isEqualTo("1.0.0");
        }
    }

    @Test
    void aCrashTakesNothingBackThatWasOnlyStartedAfresh() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        done(ledger, Act.UPDATE, "1.1.0", Step.DONE);
        Swap restart = done(ledger, Act.RESTART, "1.1.0", Step.SWITCHED);
        ledger = new Ledger(disk, Clock.systemUTC(), Optional.of(LastWords.Fault.CRASH));
        assertThat(ledger.installed("search").orElseThrow().version()).isEqualTo("1.1.0");
        assertThat(ledger.swap(restart.id()).orElseThrow().state()).isEqualTo(Step.DONE);
    }

    @Test
    void whatIsOffStaysOffAlsoWhenTheProcessEndsBeforeThatIsDone() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        Swap parts = ledger.plan("search", Act.RESTART, Optional.of("1.0.0"), Optional.of(Set.of("b.Part", "a.Part")));
        ledger.begin(parts, ledger.installed("search"), Optional.of("1.0.0"));
        ledger.step(parts, Step.SWITCHED, Optional.empty());
        ledger.step(parts, Step.DONE, Optional.empty());
        Swap cut = done(ledger, Act.OFF, null, Step.SWITCHED);
        ledger.safe(true);

        for (int restart = 0; restart < 3; restart++) {
            ledger = open(disk);
            assertThat(ledger.installed())
                    .containsExactly(
                            new Installed("search", "1.0.0", 2, Optional.empty(), true, Set.of("a.Part", "b.Part")));
            assertThat(ledger.swap(cut.id()).orElseThrow().state()).isEqualTo(Step.DONE);
            assertThat(ledger.isSafe()).isTrue();
            ledger.stopped();
        }
    }

    @Test
    void aRemovedFeatureStaysRemovedAndItsNumberIsNotGivenAgain() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        done(ledger, Act.REMOVE, null, Step.DONE);
        ledger.stopped();
        ledger = open(disk);
        assertThat(ledger.installed()).isEmpty();
        assertThat(done(ledger, Act.INSTALL, "1.0.0", Step.DONE).number()).isEqualTo(2);
    }

    @Test
    void aSwapThatWasNotSwitchedWhenTheProcessEndedWentBack() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        Swap cut = done(ledger, Act.UPDATE, "1.1.0", Step.HEALTHY);
        ledger = open(disk);
        assertThat(ledger.installed("search").orElseThrow().version()).isEqualTo("1.0.0");
        assertThat(ledger.swap(cut.id()).orElseThrow().reason().orElseThrow().key())
                .isEqualTo("ended-early");
    }

    @Test
    void aSwapThatWasSwitchedWhenTheProcessEndedGoesOnWithItsProbation() {
        for (Step until : new Step[] {Step.SWITCHED, Step.DRAINED}) {
            MemoryDisk disk = new MemoryDisk();
            Ledger ledger = open(disk);
            done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
            Swap cut = done(ledger, Act.UPDATE, "1.1.0", until);
            ledger = open(disk);
            assertThat(ledger.installed("search").orElseThrow().version()).isEqualTo("1.1.0");
            assertThat(ledger.swap(cut.id()).orElseThrow().state()).isEqualTo(Step.PROBATION);
        }
    }

    @Test
    void aProcessThatRanOutOfMemoryDuringAProbationStartsWithTheVersionBefore() {
        for (Step until : new Step[] {Step.SWITCHED, Step.PROBATION}) {
            MemoryDisk disk = new MemoryDisk();
            Ledger ledger = open(disk);
            done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
            Swap update = done(ledger, Act.UPDATE, "1.1.0", until);
            ledger = open(disk, Optional.of(Fault.OUT_OF_MEMORY));
            Installed now = ledger.installed("search").orElseThrow();
            assertThat(now.version()).isEqualTo("1.0.0");
            assertThat(now.number()).isEqualTo(3);
            assertThat(ledger.swap(update.id())
                            .orElseThrow()
                            .reason()
                            .orElseThrow()
                            .key())
                    .isEqualTo("out-of-memory");
            // Whoever dies before the last words are forgotten hears them twice.
            assertThat(open(disk, Optional.of(Fault.OUT_OF_MEMORY))
                            .installed("search")
                            .orElseThrow()
                            .version())
                    .isEqualTo("1.0.0");
        }
    }

    @Test
    void aCrashIsAFaultAsWell() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        done(ledger, Act.UPDATE, "1.1.0", Step.PROBATION);
        ledger = open(disk, Optional.of(Fault.CRASH));
        assertThat(ledger.installed("search").orElseThrow().version()).isEqualTo("1.0.0");
    }

    @Test
    void aProcessThatWasKilledDuringAProbationGoesOnWithIt() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        Swap update = done(ledger, Act.UPDATE, "1.1.0", Step.PROBATION);
        ledger = open(disk);
        assertThat(ledger.installed("search").orElseThrow().version()).isEqualTo("1.1.0");
        assertThat(ledger.swap(update.id()).orElseThrow().state()).isEqualTo(Step.PROBATION);
    }

    @Test
    void lastWordsAreHeardOnce(@TempDir Path home) throws IOException {
        LastWords words = new LastWords(home);
        assertThat(words.fault()).isEmpty();
        Files.writeString(home.resolve("last-words"), "out-of-memory\n");
        assertThat(words.fault()).contains(Fault.OUT_OF_MEMORY);
        words.forget();
        words.forget();
        assertThat(words.fault()).isEmpty();
        Files.writeString(home.resolve("last-words"), "farewell");
        assertThat(words.fault()).isEmpty();
    }

    @Test
    void aProcessThatIsStoppedDuringAProbationStartsWithTheSameVersion() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        Swap update = done(ledger, Act.UPDATE, "1.1.0", Step.PROBATION);
        ledger.stopped();
        ledger = open(disk);
        assertThat(ledger.installed("search").orElseThrow().version()).isEqualTo("1.1.0");
        assertThat(ledger.swap(update.id()).orElseThrow().state()).isEqualTo(Step.PROBATION);
    }

    @Test
    void aSwitchThatCouldNotBeMadeIsUndone() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        ledger.undo(done(ledger, Act.UPDATE, "1.1.0", Step.SWITCHED), Note.of("failed", "error", "x"));
        assertThat(ledger.installed("search").orElseThrow().version()).isEqualTo("1.0.0");
        assertThat(open(disk).installed("search").orElseThrow())
                .isEqualTo(new Installed("search", "1.0.0", 1, Optional.empty()));
    }

    @Test
    void aLastLineThatWasCutOffIsPassedOver() {
        MemoryDisk disk = new MemoryDisk();
        done(open(disk), Act.INSTALL, "1.0.0", Step.DONE);
        byte[] whole = disk.read();
        String torn = new String(whole, StandardCharsets.UTF_8) + "{\"what\":\"released\",\"plu";
        for (String end : new String[] {"", "\n", "\u0000\u0000\u0000", "\u0000\u0000\n"}) {
            Ledger ledger = open(new MemoryDisk((torn + end).getBytes(StandardCharsets.UTF_8)));
            assertThat(ledger.installed()).hasSize(1);
        }
    }

    @Test
    void aDamagedLineInTheMiddleIsToldWithItsCure() {
        MemoryDisk disk = new MemoryDisk();
        done(open(disk), Act.INSTALL, "1.0.0", Step.DONE);
        String damaged = new String(disk.read(), StandardCharsets.UTF_8).replaceFirst("\"planned\"", "\"pla#");
        assertThatThrownBy(() -> open(new MemoryDisk(damaged.getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("damaged in line 2")
                .hasMessageContaining("Cure:");
    }

    @Test
    void whatANewerSuiteWroteIsLeftAlone() {
        MemoryDisk disk = new MemoryDisk();
        done(open(disk), Act.INSTALL, "1.0.0", Step.DONE);
        byte[] newer = new String(disk.read(), StandardCharsets.UTF_8)
                .replaceFirst("\"format\":1", "\"format\":2")
                .replaceFirst("\"planned\"", "\"thought of\"")
                .getBytes(StandardCharsets.UTF_8);
        MemoryDisk kept = new MemoryDisk(newer);
        assertThatThrownBy(() -> open(kept))
                .hasMessageContaining("format 2")
                .hasMessageContaining("Cure:")
                .hasMessageNotContaining("damaged");
        assertThat(kept.read()).isEqualTo(newer);
    }

    @Test
    void nothingIsChangedWhenTheDiskIsFull() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        disk.full(true);
        assertThatThrownBy(() -> ledger.plan("search", Act.INSTALL, Optional.of("1.0.0")))
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("make room");
        assertThat(ledger.swaps()).isEmpty();
        disk.full(false);
        assertThat(ledger.plan("search", Act.INSTALL, Optional.of("1.0.0")).id())
                .isEqualTo(1);
    }

    @Test
    void onlyTheLastSwapsAreKept() {
        MemoryDisk disk = new MemoryDisk();
        Ledger ledger = open(disk);
        done(ledger, Act.INSTALL, "1.0.0", Step.DONE);
        for (int i = 0; i < Ledger.KEPT + 50; i++) {
            done(ledger, Act.RESTART, "1.0.0", Step.DONE);
        }
        assertThat(ledger.swaps()).hasSizeLessThanOrEqualTo(Ledger.KEPT);
        int before = disk.read().length;
        ledger = open(disk);
        assertThat(disk.read().length).isLessThan(before);
        assertThat(ledger.swaps().getFirst().id()).isEqualTo(Ledger.KEPT + 51);
        assertThat(ledger.installed("search").orElseThrow().number()).isEqualTo(Ledger.KEPT + 51);
    }

    @Test
    void aFileIsWrittenLineByLineAndReplacedAsAWhole(@TempDir Path home) throws IOException {
        Path file = home.resolve("plugins/journal");
        try (FileDisk disk = new FileDisk(file)) {
            disk.append("one\n".getBytes(StandardCharsets.UTF_8));
            disk.append("two\n".getBytes(StandardCharsets.UTF_8));
            assertThat(disk.read()).asString(StandardCharsets.UTF_8).isEqualTo("one\ntwo\n");
            disk.replace("all\n".getBytes(StandardCharsets.UTF_8));
            disk.append("more\n".getBytes(StandardCharsets.UTF_8));
        }
        try (FileDisk disk = new FileDisk(file)) {
            disk.append("last\n".getBytes(StandardCharsets.UTF_8));
            assertThat(Files.readString(file)).isEqualTo("all\nmore\nlast\n");
        }
    }
}
