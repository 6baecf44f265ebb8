/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.DeadLetters.Letter;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events.Pause;
import org.allmende.api.event.Events.Progress;
import org.allmende.api.event.Occurrence;
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
class FollowingTest {

    private static final long LONG = 20_000;

    @TempDir
    Path home;

    private final TestLeases leases = new TestLeases();
    private final MovingClock clock = new MovingClock(Instant.parse("2026-03-01T10:00:00Z"));
    private Storage storage;
    private Following following;

    @BeforeEach
    void open() throws Exception {
        storage = Storage.open(home.resolve("store/allmende.db"), clock);
        try (InputStream in = Following.class.getResourceAsStream("/migrations/001-cursors.sql")) {
            storage.apply(
                    "events",
                    Map.of("001-cursors.sql", new String(in.readAllBytes(), StandardCharsets.UTF_8)),
                    rows -> {});
        }
        storage.apply(
                "test",
                Map.of(
                        "001-seen.sql",
                        "CREATE TABLE test_seen (consumer TEXT, offset INTEGER, PRIMARY KEY (consumer, offset))"),
                rows -> {});
        begin();
    }

    private void begin() {
        following = new Following(
                storage, storage, leases, clock, new Pace(10, 2, 3, failures -> Duration.ZERO, Duration.ofDays(30)));
    }

    @AfterEach
    void close() {
        following.close();
        storage.close();
    }

    @Test
    void aConsumerHandlesEveryEventInOrderOnce() throws Exception {
        record(25);
        Recording consumer = new Recording("test.all");
        leases.offer(Consumer.class, consumer);
        record(25);

        assertThat(following.settled(LONG)).isTrue();
        assertThat(consumer.handled).containsExactlyElementsOf(offsets(1, 50));
        assertThat(seen("test.all")).containsExactlyElementsOf(offsets(1, 50));
        assertThat(following.progress()).containsExactly(new Progress("test.all", "test", 50, 0, 0));
    }

    @Test
    void itGoesOnWhereItWasAfterARestart() throws Exception {
        Recording consumer = new Recording("test.all");
        leases.offer(Consumer.class, consumer);
        record(5);
        assertThat(following.settled(LONG)).isTrue();
        following.close();
        record(5);
        begin();

        assertThat(following.settled(LONG)).isTrue();
        assertThat(consumer.handled).containsExactlyElementsOf(offsets(1, 10));
    }

    @Test
    void whatIsOfNoInterestIsSkippedAndTheCursorMovesAllTheSame() throws Exception {
        Recording consumer = new Recording("test.some") {
            @Override
            public Set<String> types() {
                return Set.of("test.wanted");
            }
        };
        leases.offer(Consumer.class, consumer);
        record(15);
        long wanted = storage.writeNow(Unit.nothing().event(Occurrence.of("test.wanted", ref(1), 1)))
                .lastOffset();
        record(15);

        assertThat(following.settled(LONG)).isTrue();
        assertThat(consumer.handled).containsExactly(wanted);
        assertThat(following.progress().get(0).lag()).isZero();
        following.close();
        begin();
        assertThat(following.settled(LONG)).isTrue();
        assertThat(count("SELECT cursor FROM events_cursor WHERE consumer = 'test.some'"))
                .isEqualTo(31);
    }

    @Test
    void aNewConsumerMayBeginWithWhatHappensFromNowOn() throws Exception {
        record(5);
        Recording consumer = new Recording("test.new") {
            @Override
            public boolean fromTheBeginning() {
                return false;
            }
        };
        leases.offer(Consumer.class, consumer);
        assertThat(following.settled(LONG)).isTrue();
        record(2);

        assertThat(following.settled(LONG)).isTrue();
        assertThat(consumer.handled).containsExactly(6L, 7L);
    }

    @Test
    void aConsumerThatIsSafeOnlyUpToAnOffsetGoesOnAfterIt() throws Exception {
        record(5);
        TestLeases.Given<Consumer> first = leases.offer(Consumer.class, new Recording("test.index"));
        assertThat(following.settled(LONG)).isTrue();
        Recording next = new Recording("test.index") {
            @Override
            public OptionalLong safeUpTo() {
                return OptionalLong.of(3);
            }

            @Override
            public Unit handle(List<Event> batch) {
                batch.forEach(event -> handled.add(event.offset()));
                return Unit.nothing();
            }
        };
        leases.swap(first, next);

        assertThat(following.settled(LONG)).isTrue();
        assertThat(next.handled).containsExactly(4L, 5L);
    }

    @Test
    void poisonIsSetAsideTheRestFlowsAndItCanBeReplayed() throws Exception {
        AtomicInteger cured = new AtomicInteger();
        Recording consumer = new Recording("test.picky") {
            @Override
            public Unit handle(List<Event> batch) {
                if (cured.get() == 0 && batch.stream().anyMatch(event -> event.offset() == 7)) {
                    throw new IllegalStateException("can't stand seven");
                }
                return super.handle(batch);
            }
        };
        record(20);
        leases.offer(Consumer.class, consumer);

        assertThat(following.settled(LONG)).isTrue();
        assertThat(seen("test.picky"))
                .containsExactlyElementsOf(
                        offsets(1, 20).stream().filter(offset -> offset != 7).toList());
        Letter letter = following.list(10).get(0);
        assertThat(letter.handler()).isEqualTo("test.picky");
        assertThat(letter.attempts()).isEqualTo(3);
        assertThat(letter.failure()).contains("can't stand seven");
        assertThat(following.progress().get(0).deadLetters()).isOne();
        assertThat(following.failing()).isEmpty();

        cured.set(1);
        assertThat(following.replay(letter.id())).isTrue();
        assertThat(following.settled(LONG)).isTrue();
        assertThat(following.replay(letter.id())).isFalse();
        assertThat(following.list(10)).isEmpty();
        assertThat(seen("test.picky")).containsExactlyElementsOf(offsets(1, 20));
    }

    @Test
    void aReplayThatNobodyIsThereForIsRefused() throws Exception {
        TestLeases.Given<Consumer> offer = leases.offer(Consumer.class, new Recording("test.gone") {
            @Override
            public Unit handle(List<Event> batch) {
                throw new IllegalStateException("no");
            }
        });
        record(1);
        assertThat(following.settled(LONG)).isTrue();
        leases.withdraw(offer);
        following.settled(LONG);

        assertThatThrownBy(() -> following.replay("event-1"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("install its feature");
        assertThat(following.replay("event-99")).isFalse();
        assertThat(following.replay("event-x")).isFalse();
    }

    @Test
    void effectsThatAreInConflictLeaveTheCursorWhereItWas() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Recording consumer = new Recording("test.conflict") {
            @Override
            public Unit handle(List<Event> batch) {
                Unit unit = super.handle(batch);
                return tries.incrementAndGet() > 1
                        ? unit
                        : unit.and(Statement.of("UPDATE test_seen SET offset = 0 WHERE consumer = 'nobody'")
                                .expecting(1));
            }
        };
        record(3);
        leases.offer(Consumer.class, consumer);

        assertThat(following.settled(LONG)).isTrue();
        assertThat(tries).hasValue(2);
        assertThat(seen("test.conflict")).containsExactly(1L, 2L, 3L);
        assertThat(following.list(10)).isEmpty();
    }

    @Test
    void effectsThatWereKeptBeforeAreNotKeptAgain() throws Exception {
        storage.writeNow(Unit.nothing().once("test/1"));
        record(1);
        leases.offer(Consumer.class, new Recording("test.once") {
            @Override
            public Unit handle(List<Event> batch) {
                return super.handle(batch).once("test/1");
            }
        });

        assertThat(following.settled(LONG)).isTrue();
        assertThat(seen("test.once")).isEmpty();
        assertThat(count("SELECT cursor FROM events_cursor")).isOne();
    }

    @Test
    void aSwapLosesAndDoublesNothing() throws Exception {
        List<Recording> all = new ArrayList<>();
        Recording first = new Recording("test.swapped");
        all.add(first);
        TestLeases.Given<Consumer> offer = leases.offer(Consumer.class, first);
        for (int i = 0; i < 20; i++) {
            record(7);
            Recording next = new Recording("test.swapped");
            all.add(next);
            offer = leases.swap(offer, next);
            record(3);
        }

        assertThat(following.settled(LONG)).isTrue();
        assertThat(seen("test.swapped")).containsExactlyElementsOf(offsets(1, 200));
        assertThat(all.stream().flatMap(consumer -> consumer.handled.stream()).toList())
                .containsExactlyInAnyOrderElementsOf(offsets(1, 200));
    }

    @Test
    void aFollowerThatWasThoughtGoneCanChangeNothing() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recording slow = new Recording("test.fenced") {
            @Override
            public Unit handle(List<Event> batch) {
                inside.countDown();
                awaitQuietly(release);
                return super.handle(batch);
            }
        };
        record(1);
        TestLeases.Given<Consumer> old = leases.offer(Consumer.class, slow);
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        // not closed, as after a lease that broke: the newer generation is followed for while the older one still works
        Recording next = new Recording("test.fenced");
        leases.offer(Consumer.class, next);
        assertThat(following.settled(LONG)).isTrue();
        assertThat(next.handled).containsExactly(1L);
        release.countDown();
        leases.withdraw(old);

        assertThat(seen("test.fenced")).containsExactly(1L);
    }

    @Test
    void aSlowConsumerSlowsNobody() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        leases.offer(Consumer.class, new Recording("test.slow") {
            @Override
            public Unit handle(List<Event> batch) {
                awaitQuietly(release);
                return super.handle(batch);
            }
        });
        Recording fast = new Recording("test.fast");
        leases.offer(Consumer.class, fast);
        record(5);

        awaitHanded(fast, 5);
        assertThat(following.settled(1)).isFalse();
        assertThat(following.progress())
                .filteredOn(progress -> progress.consumer().equals("test.slow"))
                .extracting(Progress::lag)
                .containsExactly(5L);
        release.countDown();
        assertThat(following.settled(LONG)).isTrue();
    }

    @Test
    void consumersLagDuringAPauseAndThenGoOn() throws Exception {
        Recording consumer = new Recording("test.all");
        Pause pause = following.pause(Duration.ofMinutes(10));
        Pause other = following.pause(Duration.ofMinutes(10));
        leases.offer(Consumer.class, consumer);
        record(25);

        assertThat(following.settled(100)).isFalse();
        other.close();
        other.close();
        assertThat(following.settled(100)).isFalse();
        assertThat(consumer.handled).isEmpty();
        assertThat(following.progress()).containsExactly(new Progress("test.all", "test", 0, 25, 0));

        pause.close();
        assertThat(following.settled(LONG)).isTrue();
        assertThat(seen("test.all")).containsExactlyElementsOf(offsets(1, 25));
    }

    @Test
    void aPauseThatNobodyClosesEndsByItself() throws Exception {
        following.pause(Duration.ofMillis(50));
        leases.offer(Consumer.class, new Recording("test.all"));
        record(25);

        assertThat(following.settled(LONG)).isTrue();
        assertThat(seen("test.all")).containsExactlyElementsOf(offsets(1, 25));
    }

    @Test
    void aPauseKeepsNobodyFromLeaving() throws Exception {
        following.pause(Duration.ofMinutes(10));
        TestLeases.Given<Consumer> offer = leases.offer(Consumer.class, new Recording("test.all"));
        record(5);
        leases.withdraw(offer);

        assertThat(following.settled(LONG)).isTrue();
        assertThat(following.progress()).isEmpty();
    }

    @Test
    void eventsAreKeptUntilTheyAreOldAndEverybodyHasHandledThem() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        leases.offer(Consumer.class, new Recording("test.slow") {
            @Override
            public Unit handle(List<Event> batch) {
                if (batch.get(0).offset() > 10) {
                    awaitQuietly(release);
                }
                return super.handle(batch);
            }
        });
        record(10);
        assertThat(following.settled(LONG)).isTrue();
        clock.move(Duration.ofDays(10));
        record(10);
        following.prune();
        assertThat(following.floor()).isOne();

        clock.move(Duration.ofDays(25));
        following.prune();
        assertThat(following.floor()).isEqualTo(11);
        assertThat(following.after(10, 5)).extracting(Event::offset).containsExactly(11L, 12L, 13L, 14L, 15L);
        assertThatThrownBy(() -> following.after(9, 5))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(410))
                .hasMessageContaining("the oldest that is kept is 11");

        release.countDown();
        assertThat(following.settled(LONG)).isTrue();
        clock.move(Duration.ofDays(10));
        following.prune();
        assertThat(following.floor()).isEqualTo(21);
        assertThat(following.newest()).isEqualTo(20);
        assertThat(following.after(20, 5)).isEmpty();
    }

    @Test
    void anEmptyLogAnswersNothing() {
        assertThat(following.newest()).isZero();
        assertThat(following.floor()).isOne();
        assertThat(following.after(0, 10)).isEmpty();
    }

    private void record(int events) {
        storage.writeNow(IntStream.range(0, events)
                .mapToObj(i -> Unit.nothing().event(Occurrence.of("test.happened", ref(i), i)))
                .reduce(Unit.nothing(), Unit::and));
    }

    private static Ref ref(int id) {
        return Ref.post("forum", Integer.toString(id));
    }

    private static List<Long> offsets(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private List<Long> seen(String consumer) {
        return storage.read(reader -> reader.list(
                Statement.of("SELECT offset FROM test_seen WHERE consumer = ? ORDER BY offset", consumer),
                row -> row.number("offset")));
    }

    private long count(String sql) {
        return storage.read(reader -> reader.count(Statement.of(sql)));
    }

    /** Waits until so many events have been handed over. */
    private static void awaitHanded(Recording consumer, int events) throws InterruptedException {
        int handed = 0;
        while (handed < events) {
            Integer batch = consumer.batches.poll(10, TimeUnit.SECONDS);
            assertThat(batch).as("events handed over in time").isNotNull();
            handed += batch;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps what it was handed; its effect is a row for each event, which can only be there once. */
    private static class Recording implements Consumer {

        final List<Long> handled = Collections.synchronizedList(new ArrayList<>());
        final BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
        private final String name;

        Recording(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Unit handle(List<Event> batch) {
            batches.add(batch.size());
            batch.forEach(event -> handled.add(event.offset()));
            return Unit.of(batch.stream()
                    .map(event -> Statement.of(
                            "INSERT INTO test_seen (consumer, offset) VALUES (?, ?)", name, event.offset()))
                    .toList());
        }
    }
}
