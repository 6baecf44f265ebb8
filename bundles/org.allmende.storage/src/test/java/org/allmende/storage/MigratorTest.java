/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Migrations.Applied;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MigratorTest {

    private static final String TABLE = "CREATE TABLE test_note (id INTEGER PRIMARY KEY, text TEXT);";
    private static final String FILL = "ALTER TABLE test_note ADD COLUMN size INTEGER;\n"
            + "-- backfill test_note\n"
            + "UPDATE test_note SET size = length(text) WHERE rowid > :after AND rowid <= :until;";

    @TempDir
    Path home;

    private Storage storage;

    @BeforeEach
    void open() {
        storage = new Storage(
                home.resolve("store/allmende.db"), Clock.systemUTC(), new TestSettings(), Storage.READ_LIMIT);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void eachFileIsAppliedOnce() throws Exception {
        assertThat(apply("001-notes.sql", TABLE).files()).containsExactly("001-notes.sql");
        assertThat(apply("001-notes.sql", TABLE).files()).isEmpty();
    }

    @Test
    void twoOwnersDoNotMeet() throws Exception {
        apply("001-notes.sql", TABLE);

        assertThat(storage.apply("other", Map.of("001-notes.sql", "CREATE TABLE other_note (id)"), rows -> {})
                        .files())
                .hasSize(1);
    }

    @Test
    void aFileThatFailsHalfWayLeavesNothingAndNamesThePlaceAndTheCure() throws Exception {
        assertThatThrownBy(() -> apply(
                        "001-notes.sql",
                        TABLE + "\nINSERT INTO test_note VALUES (1, 'a');\n\nUPDATE nowhere SET a = 1;"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("migrations/001-notes.sql, statement 3 (line 4)")
                .hasMessageContaining("no such table: nowhere")
                .hasMessageContaining("Nothing of this file was kept")
                .hasMessageContaining("Cure");

        assertThat(apply("001-notes.sql", TABLE).files()).hasSize(1);
        assertThat(count("SELECT count(*) FROM test_note")).isZero();
    }

    @Test
    void aBackfillThatCannotRunLeavesNothingOfItsFile() throws Exception {
        apply("001-notes.sql", TABLE);

        assertThatThrownBy(() -> apply("002-size.sql", FILL.replace("length(text)", "length(nowhere)")))
                .hasMessageContaining("statement 2 (line 3)")
                .hasMessageContaining("no such column: nowhere");
        assertThat(apply("002-size.sql", FILL).files()).hasSize(1);
    }

    @Test
    void aFileThatChangedAfterItWasAppliedIsRefused() throws Exception {
        apply("001-notes.sql", TABLE);
        apply("001-notes.sql", "-- a comment may change\n" + TABLE);

        assertThatThrownBy(() -> apply("001-notes.sql", TABLE.replace("TEXT", "BLOB")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is not what was applied here");
    }

    @Test
    void aFileThatComesTooLateIsRefused() throws Exception {
        apply("002-notes.sql", TABLE);

        assertThatThrownBy(() -> apply("001-late.sql", "CREATE TABLE test_late (id)"))
                .hasMessageContaining("comes before number 2");
    }

    @Test
    void aBackfillReachesEveryRowInBatches() throws Exception {
        apply("001-notes.sql", TABLE);
        fill(5_000);
        List<Long> told = new ArrayList<>();

        Applied applied = storage.apply("test", Map.of("002-size.sql", FILL), told::add);

        assertThat(applied.rows()).isEqualTo(5_000);
        assertThat(told).hasSizeGreaterThan(1).endsWith(5_000L).isSorted();
        assertThat(count("SELECT count(*) FROM test_note WHERE size IS length(text)"))
                .isEqualTo(5_000);
    }

    @Test
    void aBackfillThatWasInterruptedGoesOnWhereItStopped() throws Exception {
        apply("001-notes.sql", TABLE);
        fill(3_000);
        AtomicLong reached = new AtomicLong();
        assertThatThrownBy(() -> storage.apply("test", Map.of("002-size.sql", FILL), rows -> {
                    reached.set(rows);
                    throw new IllegalStateException("the process ends here");
                }))
                .hasMessage("the process ends here");
        // shows that what was filled is not filled again
        storage.writeNow(Unit.of(Statement.of("UPDATE test_note SET size = -1 WHERE size IS NOT NULL")));
        close();
        open();

        Applied applied = apply("002-size.sql", FILL);

        assertThat(applied.rows()).isEqualTo(3_000 - reached.get());
        assertThat(count("SELECT count(*) FROM test_note WHERE size = -1")).isEqualTo(reached.get());
        assertThat(count("SELECT count(*) FROM test_note WHERE size IS NULL")).isZero();
        assertThat(apply("002-size.sql", FILL).files()).isEmpty();
    }

    @Test
    void aBackfillThatFailsKeepsWhatItDidAndMayBePutRight() throws Exception {
        apply("001-notes.sql", TABLE);
        fill(2_000);
        String failing = FILL.replace("length(text)", "abs(CASE id WHEN 1500 THEN -9223372036854775808 ELSE 1 END)");

        assertThatThrownBy(() -> apply("002-size.sql", failing))
                .hasMessageContaining("statement 2")
                .hasMessageContaining("What it has filled so far is kept");

        assertThat(apply("002-size.sql", FILL).files()).hasSize(1);
        assertThat(count("SELECT count(*) FROM test_note WHERE size IS NULL")).isZero();
    }

    @Test
    void aReaderSeesANewColumnAtOnce() throws Exception {
        apply("001-notes.sql", TABLE);
        fill(1);
        Statement all = Statement.of("SELECT * FROM test_note");
        assertThat(list(all, row -> row.text("text"))).hasSize(1);

        apply("002-size.sql", FILL);

        assertThat(list(all, row -> row.number("size"))).hasSize(1);
    }

    private Applied apply(String name, String text) throws Script.Unreadable {
        return storage.apply("test", Map.of(name, text), rows -> {});
    }

    private void fill(int rows) {
        storage.writeNow(Unit.of(Statement.of(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                        + " INSERT INTO test_note (id, text) SELECT i, 'note ' || i FROM n",
                rows)));
    }

    private <T> List<T> list(Statement query, Function<Row, T> mapper) {
        return storage.read(reader -> reader.list(query, mapper));
    }

    private long count(String sql) {
        return storage.read(reader -> reader.count(Statement.of(sql)));
    }
}
