/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;

/** A store in memory with the bundle's own tables: its SQL is tried for real. */
final class TestStore implements Store, AutoCloseable {

    boolean failing;
    private final Connection connection;

    TestStore() {
        try {
            connection = DriverManager.getConnection("jdbc:sqlite::memory:");
            try (var in = TestStore.class.getResourceAsStream("/migrations/001-answers.sql");
                    var statement = connection.createStatement()) {
                statement.executeUpdate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized <T> T read(Function<Reader, T> work) {
        if (failing) {
            throw new Unavailable("the disk is gone", null);
        }
        return work.apply(new Reading());
    }

    @Override
    public synchronized CompletionStage<Committed> write(Unit unit) {
        try {
            for (Statement statement : unit.statements()) {
                try (PreparedStatement prepared = prepared(statement)) {
                    prepared.executeUpdate();
                }
            }
            return CompletableFuture.completedStage(new Committed(0, 0));
        } catch (SQLException e) {
            return CompletableFuture.failedStage(new Unavailable(e.getMessage(), e));
        }
    }

    private PreparedStatement prepared(Statement statement) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement.sql());
        for (int i = 0; i < statement.parameters().size(); i++) {
            prepared.setObject(i + 1, statement.parameters().get(i));
        }
        return prepared;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private final class Reading implements Reader {

        @Override
        public <T> List<T> list(Statement query, Function<Row, T> mapper) {
            try (PreparedStatement prepared = prepared(query);
                    ResultSet rows = prepared.executeQuery()) {
                List<T> list = new ArrayList<>();
                while (rows.next()) {
                    list.add(mapper.apply(new ResultRow(rows)));
                }
                return list;
            } catch (SQLException e) {
                throw new Unavailable(e.getMessage(), e);
            }
        }

        @Override
        public <T> Optional<T> first(Statement query, Function<Row, T> mapper) {
            return list(query, mapper).stream().findFirst();
        }

        @Override
        public long count(Statement query) {
            return list(query, row -> 1L).size();
        }
    }

    private record ResultRow(ResultSet rows) implements Row {

        private interface Get<T> {
            T get() throws SQLException;
        }

        private static <T> T get(Get<T> get) {
            try {
                return get.get();
            } catch (SQLException e) {
                throw new Unavailable(e.getMessage(), e);
            }
        }

        @Override
        public String text(String column) {
            return optionalText(column).orElse("");
        }

        @Override
        public Optional<String> optionalText(String column) {
            return Optional.ofNullable(get(() -> rows.getString(column)));
        }

        @Override
        public long number(String column) {
            return get(() -> rows.getLong(column));
        }

        @Override
        public double real(String column) {
            return get(() -> rows.getDouble(column));
        }

        @Override
        public boolean flag(String column) {
            return number(column) != 0;
        }

        @Override
        public boolean isNull(String column) {
            return get(() -> rows.getObject(column)) == null;
        }

        @Override
        public Instant instant(String column) {
            return Instant.ofEpochMilli(number(column));
        }

        @Override
        public Optional<Instant> optionalInstant(String column) {
            return isNull(column) ? Optional.empty() : Optional.of(instant(column));
        }

        @Override
        public byte[] bytes(String column) {
            return get(() -> rows.getBytes(column));
        }
    }
}
