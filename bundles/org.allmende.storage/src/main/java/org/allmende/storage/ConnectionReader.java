/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;

/** Queries over one connection, in the transaction that it is in. */
final class ConnectionReader implements Reader {

    private static final Statement NEWEST = Statement.of("SELECT seq FROM sqlite_sequence WHERE name = 'events_event'");

    private final StatementCache statements;
    private final Failures failures;
    /** Throws if there may be no further query. */
    private final Runnable before;

    ConnectionReader(StatementCache statements, Failures failures, Runnable before) {
        this.statements = statements;
        this.failures = failures;
        this.before = before;
    }

    @Override
    public <T> List<T> list(Statement query, Function<Row, T> mapper) {
        List<T> found = new ArrayList<>();
        each(query, row -> {
            found.add(mapper.apply(row));
            return true;
        });
        return found;
    }

    @Override
    public <T> Optional<T> first(Statement query, Function<Row, T> mapper) {
        List<T> found = new ArrayList<>(1);
        each(query, row -> {
            found.add(mapper.apply(row));
            return false;
        });
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    @Override
    public long count(Statement query) {
        return run(query, (results, prepared) -> results.next() ? results.getLong(1) : 0L);
    }

    /** The sequence remembers the newest offset even if its event has been pruned. */
    @Override
    public long newest() {
        return count(NEWEST);
    }

    /** @param more whether it wants the next row */
    private void each(Statement query, Function<Row, Boolean> more) {
        run(query, (results, prepared) -> {
            Row row = new ResultRow(results, prepared.columns(), failures);
            while (results.next() && more.apply(row)) {
                before.run();
            }
            return null;
        });
    }

    private <T> T run(Statement query, Step<T> step) {
        before.run();
        Parameters.measured(query);
        try {
            StatementCache.Prepared prepared = statements.take(query);
            boolean good = false;
            try {
                Parameters.bind(prepared.statement(), query.parameters());
                try (ResultSet results = prepared.statement().executeQuery()) {
                    T result = step.run(results, prepared);
                    good = true;
                    return result;
                }
            } finally {
                statements.giveBack(prepared, good);
            }
        } catch (SQLException e) {
            throw failures.of(e, query.sql());
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run(ResultSet results, StatementCache.Prepared prepared) throws SQLException;
    }
}
