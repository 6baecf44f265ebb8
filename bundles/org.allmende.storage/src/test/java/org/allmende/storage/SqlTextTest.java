/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlTextTest {

    @Test
    void semicolonsInQuotesAndCommentsDoNotEndAStatement() {
        assertThat(SqlText.split(
                        "INSERT INTO t VALUES ('a;''b', \"c;d\", `e;f`, [g;h]); -- x;y\n/* z; */ DELETE FROM t"))
                .extracting(SqlText.Part::sql)
                .containsExactly("INSERT INTO t VALUES ('a;''b', \"c;d\", `e;f`, [g;h])", "DELETE FROM t");
    }

    @Test
    void aTriggerIsOneStatement() {
        String trigger = "CREATE TEMP TRIGGER a AFTER INSERT ON t BEGIN UPDATE t SET x = CASE WHEN y THEN 1 ELSE 2 END;"
                + " DELETE FROM u; END";

        assertThat(SqlText.split(trigger + ";\nDELETE FROM v;"))
                .extracting(SqlText.Part::sql)
                .containsExactly(trigger, "DELETE FROM v");
    }

    @Test
    void aStatementKnowsItsLineAndTheCommentsBeforeIt() {
        assertThat(SqlText.split("-- about t\n\nCREATE TABLE t (a);\n-- one\n-- two\nCREATE TABLE u (a -- inside\n);"))
                .extracting(SqlText.Part::line, part -> part.comments().toString())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3, "[-- about t]"),
                        org.assertj.core.groups.Tuple.tuple(6, "[-- one, -- two]"));
    }

    @Test
    void anEmptyTextHasNoStatements() {
        assertThat(SqlText.split(" ;; -- nothing\n/* open")).isEmpty();
    }

    @Test
    void aBackfillHasItsBoundsReplacedOutsideOfQuotesOnly() throws Exception {
        Script script = Script.read(
                "002-fill.sql",
                "-- backfill test_note\nUPDATE test_note SET a = ':after' WHERE rowid > :after AND rowid <= :until;");

        assertThat(script.backfills())
                .singleElement()
                .extracting(Script.Step::sql)
                .isEqualTo("UPDATE test_note SET a = ':after' WHERE rowid > ?1 AND rowid <= ?2");
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> Script.read("2_fill.sql", "")).hasMessageContaining("002-index-spaces.sql");
        assertThatThrownBy(() -> Script.read("002-fill.sql", "-- backfill t\nUPDATE t SET a = 1"))
                .hasMessageContaining("statement 1 (line 2)")
                .hasMessageContaining(":until");
        assertThatThrownBy(() -> Script.read(
                        "002-fill.sql",
                        "-- backfill t\nUPDATE t SET a = 1 WHERE rowid > :after AND rowid <= :until;\nDELETE FROM t"))
                .hasMessageContaining("stands after a backfill");
    }
}
