/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.allmende.api.event.DeadLetters.Letter;
import org.allmende.api.job.Due;
import org.allmende.api.job.Job;
import org.allmende.api.job.Task;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.storage.Storage;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestLeases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TimetableTest {

    private static final long LONG = 20_000;
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path home;

    private final TestLeases leases = new TestLeases();
    private final MovingClock clock = new MovingClock(TEN);
    private Storage storage;
    private Timetable timetable;

    @BeforeEach
    void open() throws Exception {
        storage = Storage.open(home.resolve("store/allmende.db"), clock);
        storage.apply(
                "jobs",
                Map.of("001-recurring.sql", sql("001-recurring.sql"), "002-ran.sql", sql("002-ran.sql")),
                rows -> {});
        storage.apply(
                "test",
                Map.of("001-done.sql", "CREATE TABLE test_done (what TEXT PRIMARY KEY, at INTEGER)"),
                rows -> {});
        begin();
    }

    private static String sql(String file) throws IOException {
        try (InputStream in = Timetable.class.getResourceAsStream("/migrations/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void begin() {
        timetable = new Timetable(
                storage,
                storage,
                storage,
                leases,
                clock,
                new Pace(3, failures -> Duration.ofMinutes(failures), Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        timetable.close();
        storage.close();
    }

    @Test
    void aTaskIsDoneWhenItIsDueAndOnce() throws Exception {
        leases.offer(Job.class, new Recording("test.job"));
        give("a", TEN.plusSeconds(60), "hello");
        settle();
        assertThat(done()).isEmpty();

        clock.set(TEN.plusSeconds(60));
        settle();
        clock.set(TEN.plusSeconds(6000));
        settle();

        assertThat(done()).containsExactly("a 2026-03-01T10:01:00Z hello");
        assertThat(count("SELECT count(*) FROM jobs_task")).isZero();
    }

    @Test
    void aJobThatIsRunNowRunsOnceAndGoesOnAsBefore() throws Exception {
        Hourly job = new Hourly("test.hourly");
        leases.offer(Job.class, job);
        give("test.hourly", "later", TEN.plusSeconds(7200), "");
        settle();
        clock.set(TEN.plusSeconds(60));

        assertThat(timetable.runNow("test.hourly", Unit.nothing())).isTrue();
        settle();
        settle();

        assertThat(job.runs).containsExactly("");
        JobState state = timetable.jobs().getFirst();
        assertThat(state.ran()).contains(TEN.plusSeconds(60));
        assertThat(state.next()).contains(TEN.plusSeconds(3600));
        assertThat(state.waiting()).isEqualTo(1);
        assertThat(timetable.runNow("test.none", Unit.nothing())).isFalse();
    }

    @Test
    void whatFailedIsTriedAgainAtOnceWhenItsJobIsRunNow() throws Exception {
        Recording job = new Recording("test.job");
        job.failing = "a";
        leases.offer(Job.class, job);
        give("a", TEN, "");
        give("b", TEN.plusSeconds(6000), "");
        settle();
        assertThat(timetable.pending(10).getFirst().failure()).contains("can't do a");
        job.failing = "";

        timetable.runNow("test.job", Unit.nothing());
        settle();

        assertThat(job.runs).containsExactly("a", "a");
        assertThat(timetable.pending(10)).extracting(Ledger.Pending::key).containsExactly("b");
    }

    @Test
    void aJobThatNobodyDoesIsShownWithWhatWaitsForIt() throws Exception {
        give("a", TEN, "");
        settle();

        assertThat(timetable.jobs()).singleElement().satisfies(state -> {
            assertThat(state.job()).isEqualTo("test.job");
            assertThat(state.there()).isFalse();
            assertThat(state.ran()).isEmpty();
            assertThat(state.waiting()).isEqualTo(1);
        });
    }

    @Test
    void aTaskThatIsDueAlreadyIsDoneWithoutAnybodyAsking() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        leases.offer(Job.class, new Recording("test.job") {
            @Override
            public Unit run(Due due) {
                ran.countDown();
                return super.run(due);
            }
        });
        settle();

        give("a", TEN, "");

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskWaitsForItsFeature() throws Exception {
        give("a", TEN, "");
        settle();
        leases.offer(Job.class, new Recording("test.job"));
        settle();

        assertThat(done()).hasSize(1);
    }

    @Test
    void aTaskThatIsReplacedWhileItRunsHasNoEffectAndTheNewOneIsDone() throws Exception {
        leases.offer(Job.class, new Recording("test.job") {
            @Override
            public Unit run(Due due) {
                if (due.payload().equals("first")) {
                    give("a", TEN.plusSeconds(60), "second");
                }
                return super.run(due);
            }
        });
        give("a", TEN, "first");
        settle();
        assertThat(done()).isEmpty();
        clock.set(TEN.plusSeconds(60));
        settle();

        assertThat(done()).containsExactly("a 2026-03-01T10:01:00Z second");
        assertThat(timetable.list(10)).isEmpty();
    }

    @Test
    void whatFailsIsTriedAgainLaterThenSetAsideAndTheRestGoesOn() throws Exception {
        Recording job = new Recording("test.job");
        job.failing = "a";
        leases.offer(Job.class, job);
        give("a", TEN, "");
        give("b", TEN, "");
        settle();
        assertThat(done()).containsExactly("b 2026-03-01T10:00:00Z ");
        assertThat(job.runs).containsExactly("a", "b");

        clock.set(TEN.plusSeconds(59));
        settle();
        assertThat(job.runs).hasSize(2);
        clock.set(TEN.plusSeconds(60));
        settle();
        assertThat(job.runs).hasSize(3);
        clock.set(TEN.plusSeconds(600));
        settle();
        clock.set(TEN.plusSeconds(6000));
        settle();
        assertThat(job.runs).hasSize(4);

        Letter letter = timetable.list(10).get(0);
        assertThat(letter.handler()).isEqualTo("test.job");
        assertThat(letter.subject()).isEqualTo("a");
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.failure()).contains("can't do a");

        job.failing = "";
        assertThat(timetable.replay(letter.id())).isTrue();
        settle();
        assertThat(done()).contains("a 2026-03-01T10:00:00Z ");
        assertThat(timetable.list(10)).isEmpty();
        assertThat(timetable.replay(letter.id())).isFalse();
    }

    @Test
    void aReplayThatNobodyIsThereForIsRefused() throws Exception {
        Recording job = new Recording("test.job");
        job.failing = "a";
        TestLeases.Given<Job> offer = leases.offer(Job.class, job);
        give("a", TEN, "");
        for (int i = 0; i < 3; i++) {
            settle();
            clock.set(clock.instant().plusSeconds(600));
        }
        leases.withdraw(offer);
        settle();

        String id = timetable.list(10).get(0).id();
        assertThatThrownBy(() -> timetable.replay(id))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("install its feature");
    }

    @Test
    void effectsThatAreInConflictAreAFailure() throws Exception {
        leases.offer(Job.class, new Recording("test.job") {
            @Override
            public Unit run(Due due) {
                return super.run(due)
                        .and(Statement.of("UPDATE test_done SET at = 0 WHERE what = 'nobody'")
                                .expecting(1));
            }
        });
        give("a", TEN, "");
        settle();

        assertThat(done()).isEmpty();
        assertThat(count("SELECT attempts FROM jobs_task")).isOne();
    }

    @Test
    void aJobRecursAtItsTimes() throws Exception {
        leases.offer(Job.class, new Hourly("test.hourly"));
        settle();
        assertThat(done()).isEmpty();
        for (int i = 1; i <= 3; i++) {
            clock.set(TEN.plus(Duration.ofHours(i)).plusSeconds(1));
            settle();
        }

        assertThat(done()).containsExactly("2026-03-01T11:00:00Z", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z");
    }

    @Test
    void timesThatWereMissedAreDoneOnceForTheLastThenItGoesOn() throws Exception {
        leases.offer(Job.class, new Hourly("test.hourly"));
        settle();
        timetable.close();
        clock.set(TEN.plus(Duration.ofDays(3)).plusSeconds(1));
        begin();
        settle();
        clock.set(TEN.plus(Duration.ofDays(3)).plusSeconds(3601));
        settle();

        assertThat(done()).containsExactly("2026-03-04T10:00:00Z", "2026-03-04T11:00:00Z");
    }

    @Test
    void aClockThatJumpsBackRunsNothingAgain() throws Exception {
        leases.offer(Job.class, new Hourly("test.hourly"));
        settle();
        clock.set(TEN.plusSeconds(2 * 3600 + 1));
        settle();
        clock.set(TEN);
        settle();
        clock.set(TEN.plusSeconds(2 * 3600 + 5));
        settle();
        assertThat(done()).containsExactly("2026-03-01T12:00:00Z");

        clock.set(TEN.plusSeconds(3 * 3600));
        settle();
        assertThat(done()).containsExactly("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z");
    }

    @Test
    void aRecurringTimeThatKeepsFailingIsSetAsideAndTheNextOneIsDone() throws Exception {
        Hourly job = new Hourly("test.hourly");
        job.failing = "";
        leases.offer(Job.class, job);
        settle();
        clock.set(TEN.plusSeconds(3600));
        for (int i = 0; i < 4; i++) {
            settle();
            clock.set(clock.instant().plusSeconds(300));
        }
        assertThat(job.runs).hasSize(3);
        Letter letter = timetable.list(10).get(0);
        assertThat(letter.what()).isEqualTo("2026-03-01T11:00:00Z");

        job.failing = null;
        clock.set(TEN.plusSeconds(7200));
        settle();
        assertThat(done()).containsExactly("2026-03-01T12:00:00Z");
        assertThat(timetable.replay(letter.id())).isTrue();
        settle();
        assertThat(done()).containsExactly("2026-03-01T11:00:00Z", "2026-03-01T12:00:00Z");
    }

    @Test
    void theNextVersionOfAJobMayRecurAtOtherTimes() throws Exception {
        TestLeases.Given<Job> first = leases.offer(Job.class, new Hourly("test.hourly") {
            @Override
            public Optional<Instant> next(Instant previous) {
                return Optional.of(previous.plus(Duration.ofDays(30)));
            }
        });
        settle();
        leases.swap(first, new Hourly("test.hourly"));
        clock.set(TEN.plusSeconds(3600));
        settle();

        assertThat(done()).containsExactly("2026-03-01T11:00:00Z");
    }

    @Test
    void aJobThatNamesATimeThatDoesNotComeLaterIsNotRunForEver() throws Exception {
        Recording job = new Recording("test.stuck") {
            @Override
            public Optional<Instant> next(Instant previous) {
                return Optional.of(previous);
            }
        };
        leases.offer(Job.class, job);
        clock.set(TEN.plusSeconds(3600));
        settle();

        assertThat(job.runs).isEmpty();
    }

    @Test
    void aWorkerThatWasThoughtGoneCanChangeNothing() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        TestLeases.Given<Job> old = leases.offer(Job.class, new Recording("test.job") {
            @Override
            public Unit run(Due due) {
                inside.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Unit.of(Statement.of("INSERT INTO test_done (what, at) VALUES ('by the old one', 0)"));
            }
        });
        give("a", TEN, "");
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        leases.offer(Job.class, new Recording("test.job"));
        settle();
        release.countDown();
        leases.withdraw(old);

        assertThat(done()).containsExactly("a 2026-03-01T10:00:00Z ");
    }

    @Test
    void whateverTheClockDoesEachTimeIsDoneAtMostOnceAndTasksExactlyOnce() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        TestLeases.Given<Job> hourly = leases.offer(Job.class, new Hourly("test.hourly"));
        leases.offer(Job.class, new Recording("test.job"));
        int given = 0;
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(4)) {
                case 0 -> give("task " + given++, clock.instant().plusSeconds(random.nextInt(7200) - 3600), "");
                case 1 -> hourly = leases.swap(hourly, new Hourly("test.hourly"));
                case 2 -> {
                    timetable.close();
                    begin();
                }
                default -> clock.set(clock.instant().plusSeconds(random.nextInt(4 * 3600) - 3600));
            }
            settle();
        }
        clock.set(clock.instant().plus(Duration.ofDays(1)));
        settle();

        // that nothing was done twice is kept by the primary key: a second time would be a dead letter
        assertThat(timetable.list(10)).as("seed %d", seed).isEmpty();
        assertThat(done().stream().filter(what -> what.startsWith("task")).count())
                .as("seed %d", seed)
                .isEqualTo(given);
        assertThat(count("SELECT count(*) FROM jobs_task")).isZero();
    }

    private void settle() throws InterruptedException {
        assertThat(timetable.settled(LONG)).isTrue();
    }

    private void give(String key, Instant due, String payload) {
        storage.writeNow(Unit.nothing().task(new Task("test.job", key, due, payload)));
    }

    private void give(String job, String key, Instant due, String payload) {
        storage.writeNow(Unit.nothing().task(new Task(job, key, due, payload)));
    }

    private List<String> done() {
        return storage.read(reader ->
                reader.list(Statement.of("SELECT what FROM test_done ORDER BY what"), row -> row.text("what")));
    }

    private long count(String sql) {
        return storage.read(reader -> reader.count(Statement.of(sql)));
    }

    /** Its effect is a row for each due time, which can only be there once. */
    private static class Recording implements Job {

        final List<String> runs = Collections.synchronizedList(new ArrayList<>());
        volatile String failing;
        private final String name;

        Recording(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        String what(Due due) {
            return due.key() + " " + due.due() + " " + due.payload();
        }

        @Override
        public Unit run(Due due) {
            runs.add(due.key());
            if (due.key().equals(failing)) {
                throw new IllegalStateException("can't do " + due.key());
            }
            return Unit.of(Statement.of("INSERT INTO test_done (what, at) VALUES (?, ?)", what(due), due.due()));
        }
    }

    /** Recurs at every full hour. */
    private static class Hourly extends Recording {

        Hourly(String name) {
            super(name);
        }

        @Override
        public Optional<Instant> next(Instant previous) {
            return Optional.of(previous.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1)));
        }

        @Override
        String what(Due due) {
            return due.due().toString();
        }
    }
}
