/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.allmende.api.store.Statement;

/** The prepared statements of one connection; those not used for longest are closed first. Used by one thread at a time. */
final class StatementCache implements AutoCloseable {

    private final Connection connection;
    private final int limit;
    private final LinkedHashMap<String, Prepared> idle = new LinkedHashMap<>(64, 0.75f, true);

    StatementCache(Connection connection, int limit) {
        this.connection = connection;
        this.limit = limit;
    }

    /** Taken out while it is in use, so that a query inside a query of the same text gets one of its own. */
    Prepared take(Statement statement) throws SQLException {
        Prepared prepared = idle.remove(statement.sql());
        if (prepared == null) {
            prepared = new Prepared(statement.sql(), connection.prepareStatement(statement.sql()));
        }
        if (prepared.parameters != statement.parameters().size()) {
            int expected = prepared.parameters;
            giveBack(prepared, true);
            throw new IllegalArgumentException("it takes " + expected + " parameters and got "
                    + statement.parameters().size() + ": " + Failures.oneLine(statement.sql()));
        }
        return prepared;
    }

    /** @param good whether it ran: after some errors the driver has closed it without saying so */
    void giveBack(Prepared prepared, boolean good) throws SQLException {
        if (!good) {
            prepared.statement.close();
            return;
        }
        Prepared other = idle.put(prepared.sql, prepared);
        if (other != null) {
            other.statement.close();
        } else if (idle.size() > limit) {
            Iterator<Prepared> eldest = idle.values().iterator();
            Prepared gone = eldest.next();
            eldest.remove();
            gone.statement.close();
        }
    }

    /** For after a change of the schema: what {@code SELECT *} answers may be another. */
    void clear() throws SQLException {
        for (Prepared prepared : idle.values()) {
            prepared.statement.close();
        }
        idle.clear();
    }

    @Override
    public void close() throws SQLException {
        clear();
    }

    /** A statement that has been parsed. */
    static final class Prepared {

        private final String sql;
        private final PreparedStatement statement;
        private final int parameters;
        private Map<String, Integer> columns;

        private Prepared(String sql, PreparedStatement statement) throws SQLException {
            this.sql = sql;
            this.statement = statement;
            this.parameters = statement.getParameterMetaData().getParameterCount();
        }

        PreparedStatement statement() {
            return statement;
        }

        /** The place of each column of its answer. */
        Map<String, Integer> columns() throws SQLException {
            if (columns == null) {
                ResultSetMetaData answer = statement.getMetaData();
                Map<String, Integer> places = new HashMap<>();
                for (int i = 1; i <= answer.getColumnCount(); i++) {
                    places.putIfAbsent(answer.getColumnLabel(i), i);
                }
                columns = places;
            }
            return columns;
        }
    }
}
