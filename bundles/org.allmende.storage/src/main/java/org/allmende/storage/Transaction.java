/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store.Conflict;

/** The writer's connection, inside its transaction. Used on the writer's thread only. */
final class Transaction {

    private final Connection connection;
    private final StatementCache statements;
    private final Failures failures;

    Transaction(Connection connection, StatementCache statements, Failures failures) {
        this.connection = connection;
        this.statements = statements;
        this.failures = failures;
    }

    /**
     * @return how many rows it changed
     * @throws Conflict if it changed others than it expected
     */
    int update(Statement statement) throws SQLException {
        StatementCache.Prepared prepared = statements.take(statement);
        int changed;
        boolean good = false;
        try {
            PreparedStatement bound = prepared.statement();
            Parameters.bind(bound, statement.parameters());
            changed = bound.executeUpdate();
            good = true;
        } finally {
            statements.giveBack(prepared, good);
        }
        if (statement.expected() != Statement.ANY && changed != statement.expected()) {
            throw new Conflict("expected to change " + statement.expected() + " rows and changed " + changed + ", in: "
                    + Failures.oneLine(statement.sql()));
        }
        return changed;
    }

    /** Any SQL without parameters, such as a change of the schema. */
    void run(String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Parses a statement without running it. */
    void parse(String sql) throws SQLException {
        connection.prepareStatement(sql).close();
    }

    Reader reader() {
        return new ConnectionReader(statements, failures, () -> {});
    }
}
