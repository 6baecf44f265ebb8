/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Occurrence;
import org.allmende.api.health.Health;
import org.allmende.api.host.Command;
import org.allmende.api.job.Task;
import org.allmende.api.store.Commits.Kind;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store.Committed;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Duplicate;
import org.allmende.api.store.Store.Unavailable;
import org.allmende.api.store.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StorageTest {

    private static final Ref POST = Ref.post("forum", "1");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path home;

    private Storage storage;

    @BeforeEach
    void open() throws Exception {
        storage = open(NOW, new TestSettings(), Storage.READ_LIMIT);
        storage.apply(
                "test",
                Map.of("001-notes.sql", "CREATE TABLE test_note (id INTEGER PRIMARY KEY, text TEXT)"),
                rows -> {});
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void whatWasWrittenIsReadAndSurvivesARestart() {
        Committed committed = storage.writeNow(note(1, "one").event(Occurrence.of("post.created", POST, 1)));

        assertThat(committed).isEqualTo(new Committed(1, 1));
        storage.close();
        storage = open(NOW, new TestSettings(), Storage.READ_LIMIT);
        assertThat(text(1)).contains("one");
        assertThat(storage.writeNow(note(2, "two").event(Occurrence.of("post.created", POST, 2)))
                        .lastOffset())
                .isEqualTo(2);
    }

    @Test
    void aRehearsalReadsAndWritesNothing() {
        storage.writeNow(note(1, "one"));
        storage.rehearse(() -> {
            assertThat(text(1)).contains("one");
            assertThatThrownBy(() -> storage.writeNow(note(2, "two"))).isInstanceOf(Unavailable.class);
            assertThat(storage.write(note(2, "two")))
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(Unavailable.class);
            // Others go on meanwhile.
            CompletableFuture.runAsync(() -> storage.writeNow(note(3, "three"))).join();
        });
        assertThat(text(2)).isEmpty();
        assertThat(text(3)).contains("three");
        storage.writeNow(note(2, "two"));
        assertThat(text(2)).contains("two");
    }

    @Test
    void itsFilesAreNobodyElsesAlsoIfTheyWereBefore() throws Exception {
        List<Path> files = List.of(file(""), file("-wal"), file("-shm"));
        for (Path file : files) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
        storage.close();
        Files.setPosixFilePermissions(file(""), PosixFilePermissions.fromString("rw-r--r--"));

        storage = open(NOW, new TestSettings(), Storage.READ_LIMIT);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(""))))
                .isEqualTo("rw-------");
    }

    @Test
    void eventsOfAUnitFollowOneAnotherAndAUnitWithoutEventsTellsTheNewest() {
        Occurrence event = Occurrence.of("post.created", POST, 1, Ref.member("forum", "7"));

        assertThat(storage.writeNow(Unit.nothing().event(event, event, event))).isEqualTo(new Committed(1, 3));
        assertThat(storage.writeNow(note(1, "one"))).isEqualTo(new Committed(3, 3));
        List<String> kept = storage.read(reader -> reader.list(
                Statement.of("SELECT * FROM events_event ORDER BY offset"),
                row -> row.number("offset") + " " + row.text("type") + " " + row.instant("time") + " "
                        + row.text("subject") + " " + row.text("actor")));
        assertThat(kept.get(2)).isEqualTo("3 post.created 2026-03-01T10:00:00Z forum:post:1 forum:member:7");
    }

    @Test
    void aUnitThatFailsLeavesNothingAndTakesNobodyWithIt() throws Exception {
        Unit half = note(1, "half").and(note(1, "again")).event(Occurrence.of("post.created", POST, 1));
        List<CompletableFuture<Committed>> answers = inOneGroup(
                note(2, "before").event(Occurrence.of("post.created", POST, 1)),
                half,
                note(3, "after").event(Occurrence.of("post.created", POST, 1)));

        assertThat(answers.get(0).join()).isEqualTo(new Committed(1, 1));
        assertThat(answers.get(2).join()).isEqualTo(new Committed(2, 2));
        assertThatThrownBy(answers.get(1)::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("UNIQUE constraint failed: test_note.id");
        assertThat(text(1)).isEmpty();
        assertThat(count("SELECT count(*) FROM events_event")).isEqualTo(2);
    }

    @Test
    void aStatementThatChangesOtherRowsThanExpectedIsAConflict() {
        Unit unit = note(1, "one")
                .and(Statement.of("UPDATE test_note SET text = '' WHERE id = ?", 9)
                        .expecting(1));

        assertThatThrownBy(() -> storage.writeNow(unit))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("expected to change 1 rows and changed 0");
        assertThat(text(1)).isEmpty();
    }

    @Test
    void aMistakeInAStatementFailsItsUnitOnlyAndNamesTheStatement() throws Exception {
        List<CompletableFuture<Committed>> answers = inOneGroup(
                note(1, "one"),
                Unit.of(Statement.of("INSERT INTO no_such_table VALUES (1)")),
                Unit.of(Statement.of("COMMIT")),
                Unit.of(Statement.of("INSERT INTO test_note (id) VALUES (?)")),
                note(2, "two"));

        answers.get(0).join();
        answers.get(4).join();
        assertThatThrownBy(answers.get(1)::join)
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no such table: no_such_table");
        assertThatThrownBy(answers.get(2)::join).cause().isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(answers.get(3)::join).cause().hasMessageContaining("takes 1 parameters and got 0");
        assertThat(text(2)).contains("two");
    }

    @Test
    void aValueThatCannotBeKeptIsRefusedBeforeItWaits() {
        assertThatThrownBy(() -> storage.write(Unit.of(Statement.of("DELETE FROM test_note WHERE id = ?", List.of()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter 1");
    }

    @Test
    void aUnitWithAKeyIsKeptOnce() {
        storage.writeNow(note(1, "one").once("import/1"));

        assertThatThrownBy(() -> storage.writeNow(note(2, "two").once("import/1")))
                .isInstanceOf(Duplicate.class);
        assertThat(text(2)).isEmpty();
    }

    @Test
    void aKeyIsForgottenAfterSevenDays() {
        storage.writeNow(note(1, "one").once("import/1"));
        storage.prune();
        assertThatThrownBy(() -> storage.writeNow(note(2, "two").once("import/1")))
                .isInstanceOf(Duplicate.class);
        storage.close();
        storage = open(NOW.plus(Duration.ofDays(8)), new TestSettings(), Storage.READ_LIMIT);

        storage.prune();

        storage.writeNow(note(2, "two").once("import/1"));
        assertThat(text(2)).contains("two");
    }

    @Test
    void aDeferredConstraintThatFailsAtTheCommitFailsItsUnitOnly() throws Exception {
        storage.apply(
                "test",
                Map.of(
                        "002-child.sql",
                        "CREATE TABLE test_child (note INTEGER REFERENCES test_note DEFERRABLE INITIALLY DEFERRED)"),
                rows -> {});

        List<CompletableFuture<Committed>> answers =
                inOneGroup(note(1, "one"), Unit.of(Statement.of("INSERT INTO test_child VALUES (99)")), note(2, "two"));

        answers.get(0).join();
        answers.get(2).join();
        assertThatThrownBy(answers.get(1)::join).cause().isInstanceOf(Conflict.class);
        assertThat(count("SELECT count(*) FROM test_child")).isZero();
    }

    @Test
    void aFullDiskIsToldAndNothingOfItIsKeptAndItGoesOnWhenThereIsRoom() {
        storage.writeNow(note(1, "one"));
        long pages = storage.read(reader -> reader.count(Statement.of("PRAGMA page_count")));
        limitPages(pages + 1);

        assertThatThrownBy(() ->
                        storage.writeNow(note(2, "x".repeat(100_000)).event(Occurrence.of("post.created", POST, 1))))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("is full")
                .hasMessageContaining("make room");
        assertThat(new StorageHealth(storage).check().level()).isEqualTo(Health.Level.BAD);
        assertThat(text(2)).isEmpty();

        limitPages(1_000_000);
        assertThat(storage.writeNow(note(2, "x".repeat(100_000)).event(Occurrence.of("post.created", POST, 1))))
                .isEqualTo(new Committed(1, 1));
        assertThat(new StorageHealth(storage).check().level()).isEqualTo(Health.Level.GOOD);
    }

    @Test
    void aUnitThatIsTooLargeForTheRoomLeftDoesNotFailThoseThatFit() throws Exception {
        storage.writeNow(note(1, "one"));
        limitPages(storage.read(reader -> reader.count(Statement.of("PRAGMA page_count"))) + 1);

        List<CompletableFuture<Committed>> answers =
                inOneGroup(note(2, "two"), note(3, "x".repeat(100_000)), note(4, "four"));

        answers.get(0).join();
        answers.get(2).join();
        assertThatThrownBy(answers.get(1)::join).cause().isInstanceOf(Unavailable.class);
        assertThat(text(4)).contains("four");
    }

    @Test
    void tooMuchThatWaitsIsRefused() throws Exception {
        storage.close();
        storage = open(NOW, new TestSettings(3), Storage.READ_LIMIT);
        try (Held held = hold()) {
            List<CompletableFuture<Committed>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(storage.write(note(i, "")).toCompletableFuture());
            }
            assertThatThrownBy(answers.get(3)::join)
                    .cause()
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("3 units");
            held.release();
            CompletableFuture.allOf(answers.subList(0, 3).toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    @Test
    void whatIsHungOnAnAnswerCannotBlockTheWriter() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> blocked;
        try (Held held = hold()) {
            blocked = storage.write(note(1, "one"))
                    .thenApply(committed -> {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        storage.writeNow(note(3, "three"));
                        return "done";
                    })
                    .toCompletableFuture();
            held.release();
        }

        storage.write(note(2, "two")).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(blocked).isNotDone();
        release.countDown();
        assertThat(blocked.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    }

    @Test
    void aReadSeesOneStateAndOneInsideItTheSame() {
        storage.writeNow(note(1, "one"));

        storage.read(reader -> {
            assertThat(reader.count(Statement.of("SELECT count(*) FROM test_note")))
                    .isOne();
            CompletableFuture.runAsync(() -> storage.writeNow(note(2, "two"))).join();
            assertThat(reader.count(Statement.of("SELECT count(*) FROM test_note")))
                    .isOne();
            assertThat(count("SELECT count(*) FROM test_note")).isOne();
            return null;
        });
        assertThat(count("SELECT count(*) FROM test_note")).isEqualTo(2);
    }

    @Test
    void aQueryInsideAQueryOfTheSameTextWorks() {
        storage.writeNow(note(1, "one").and(note(2, "two")));
        Statement query = Statement.of("SELECT id FROM test_note ORDER BY id");

        List<List<Long>> nested =
                storage.read(reader -> reader.list(query, outer -> reader.list(query, inner -> inner.number("id"))));

        assertThat(nested).containsExactly(List.of(1L, 2L), List.of(1L, 2L));
    }

    @Test
    void aReadThatLastsTooLongIsEndedAndTheNextOneWorks() {
        storage.close();
        storage = open(NOW, new TestSettings(), Duration.ofMillis(100));
        Statement endless =
                Statement.of("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");

        assertThatThrownBy(() -> storage.read(reader -> reader.count(endless)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("longer than 100 ms");
        assertThat(count("SELECT 42")).isEqualTo(42);
    }

    @Test
    void aReadCannotWrite() {
        assertThatThrownBy(() -> storage.read(
                        reader -> reader.count(Statement.of("INSERT INTO test_note (id) VALUES (1) RETURNING id"))))
                .isInstanceOf(RuntimeException.class);
        assertThat(text(1)).isEmpty();
    }

    @Test
    void commandsLieInTheOutboxOnceEach() {
        Ref member = Ref.member("forum", "7");
        Command hide = new Command.Hide("c1", POST, Optional.of(member), "spam");
        Command open = new Command.OpenTopic(
                "c2", Ref.space("forum", "2"), member, "Title", "Body", List.of("news", "two words"));
        Command tell = new Command.Message("c3", member, "Hello", "You", Optional.of(POST));
        storage.writeNow(Unit.nothing().command(hide, open));
        storage.writeNow(Unit.nothing().command(hide, tell));

        List<String> rows = storage.read(reader -> reader.list(
                Statement.of("SELECT * FROM hosts_command ORDER BY number"),
                row -> String.join(
                        "|",
                        row.text("id"),
                        row.text("host"),
                        row.text("kind"),
                        row.text("subject"),
                        row.text("member"),
                        row.text("title"),
                        row.text("body"),
                        row.text("tags"),
                        row.text("about"),
                        row.text("reason"),
                        row.text("state"))));
        assertThat(rows)
                .containsExactly(
                        "c1|forum|hide|forum:post:1|forum:member:7|||||spam|waiting",
                        "c2|forum|open-topic|forum:space:2|forum:member:7|Title|Body|news\ntwo words|||waiting",
                        "c3|forum|message|forum:member:7||Hello|You||forum:post:1||waiting");
    }

    @Test
    void aTaskGivenAgainReplacesTheOneBefore() {
        storage.writeNow(Unit.nothing().task(new Task("test.job", "a", NOW, "first")));
        long first = count("SELECT number FROM jobs_task");
        storage.writeNow(Unit.nothing().task(new Task("test.job", "a", NOW.plusSeconds(5), "second")));

        List<String> tasks = storage.read(reader -> reader.list(
                Statement.of("SELECT * FROM jobs_task"),
                row -> row.text("payload") + " " + row.instant("due") + " " + row.instant("next_try") + " "
                        + row.text("state")));
        assertThat(tasks).containsExactly("second 2026-03-01T10:00:05Z 2026-03-01T10:00:05Z waiting");
        assertThat(count("SELECT number FROM jobs_task")).isGreaterThan(first);
    }

    @Test
    void thoseWhoListenAreWokenByWhatTheyWaitFor() throws Exception {
        CountDownLatch events = new CountDownLatch(1);
        CountDownLatch tasks = new CountDownLatch(1);
        AutoCloseable first = storage.listen(Kind.EVENTS, events::countDown);
        AutoCloseable second = storage.listen(Kind.TASKS, tasks::countDown);

        storage.writeNow(Unit.nothing().event(Occurrence.of("post.created", POST, 1)));

        assertThat(events.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(tasks.getCount()).isOne();
        first.close();
        second.close();
    }

    @Test
    void numbersGrowAreNeverGivenTwiceAndGoOnAfterARestart() {
        Set<Long> given = new HashSet<>();
        long last = 0;
        for (int i = 0; i < 20_000; i++) {
            long number = storage.next();
            assertThat(number).isGreaterThan(last);
            last = number;
            given.add(number);
        }
        assertThat(given).hasSize(20_000);
        storage.close();
        storage = open(NOW, new TestSettings(), Storage.READ_LIMIT);
        assertThat(storage.next()).isEqualTo(last + 1);
    }

    @Test
    void whatIsAcceptedIsWrittenBeforeItClosesAndNothingAfterIt() throws Exception {
        List<CompletableFuture<Committed>> answers = new ArrayList<>();
        try (Held held = hold()) {
            for (int i = 0; i < 100; i++) {
                answers.add(storage.write(note(i, "n" + i)).toCompletableFuture());
            }
            held.release();
        }
        storage.close();
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();

        assertThatThrownBy(() -> storage.writeNow(note(1000, "late")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("closing");
        assertThat(Files.exists(home.resolve("store/allmende.db-wal"))).isFalse();
        storage = open(NOW, new TestSettings(), Storage.READ_LIMIT);
        assertThat(count("SELECT count(*) FROM test_note")).isEqualTo(100);
    }

    @Test
    void aCopyOfTheFilesAtAnyMomentHoldsWhatWasAcknowledged() throws Exception {
        for (int i = 0; i < 200; i++) {
            storage.writeNow(note(i, "n" + i).event(Occurrence.of("post.created", POST, i)));
        }
        Path copy = Files.createDirectories(home.resolve("copy"));
        for (String file : List.of("allmende.db", "allmende.db-wal")) {
            Files.copy(home.resolve("store").resolve(file), copy.resolve(file));
        }

        Storage other =
                new Storage(copy.resolve("allmende.db"), Clock.systemUTC(), new TestSettings(), Storage.READ_LIMIT);
        try {
            assertThat(other.<Long>read(reader -> reader.count(Statement.of("SELECT count(*) FROM test_note"))))
                    .isEqualTo(200);
            assertThat(other.<Long>read(reader -> reader.count(Statement.of("SELECT max(offset) FROM events_event"))))
                    .isEqualTo(200);
        } finally {
            other.close();
        }
    }

    @Test
    void aDamagedStoreIsToldAtTheStart() throws Exception {
        Path file = home.resolve("damaged/allmende.db");
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                "this is not a database, whatever its name says. ".repeat(200).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> new Storage(file, Clock.systemUTC(), new TestSettings(), Storage.READ_LIMIT))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("allmende restore");
    }

    @Test
    void aHomeThatCannotBeWrittenIsToldAtTheStart() throws Exception {
        Path file = Files.writeString(home.resolve("a-file"), "");

        assertThatThrownBy(() -> new Storage(
                        file.resolve("store/allmende.db"), Clock.systemUTC(), new TestSettings(), Storage.READ_LIMIT))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("Cure");
    }

    @Test
    void unusualTextIsKept() {
        String text = "a\0b \uD83D\uDE00 " + "e\u0301".repeat(1000);
        assertThatCode(() -> storage.writeNow(note(1, text))).doesNotThrowAnyException();
        assertThat(text(1)).contains(text);
    }

    private Storage open(Instant now, Storage.Settings settings, Duration readLimit) {
        return new Storage(home.resolve("store/allmende.db"), Clock.fixed(now, ZoneOffset.UTC), settings, readLimit);
    }

    private Path file(String suffix) {
        return home.resolve("store/allmende.db" + suffix);
    }

    private static Unit note(long id, String text) {
        return Unit.of(Statement.of("INSERT INTO test_note (id, text) VALUES (?, ?)", id, text));
    }

    private Optional<String> text(long id) {
        return storage.read(reader ->
                reader.first(Statement.of("SELECT text FROM test_note WHERE id = ?", id), row -> row.text("text")));
    }

    private long count(String sql) {
        return storage.read(reader -> reader.count(Statement.of(sql)));
    }

    private void limitPages(long pages) {
        storage.writer().run(transaction -> {
            transaction.run("PRAGMA max_page_count = " + pages);
            return null;
        });
    }

    /** Lets units gather behind a step, so that they become one group. */
    private List<CompletableFuture<Committed>> inOneGroup(Unit... units) throws Exception {
        try (Held held = hold()) {
            List<CompletableFuture<Committed>> answers = new ArrayList<>();
            for (Unit unit : units) {
                answers.add(storage.write(unit).toCompletableFuture());
            }
            held.release();
            return answers;
        }
    }

    private Held hold() throws InterruptedException {
        return new Held();
    }

    /** Keeps the writer busy until it is released. */
    private final class Held implements AutoCloseable {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final Thread holder =
                Thread.startVirtualThread(() -> storage.writer().run(transaction -> {
                    begun.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return null;
                }));

        Held() throws InterruptedException {
            begun.await();
        }

        void release() {
            released.countDown();
        }

        @Override
        public void close() throws InterruptedException {
            release();
            holder.join();
        }
    }
}
