/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.allmende.api.store.Row;

/** The row that a result set stands on. */
final class ResultRow implements Row {

    private static final byte[] NOTHING = {};

    private final ResultSet results;
    private final Map<String, Integer> columns;
    private final Failures failures;

    ResultRow(ResultSet results, Map<String, Integer> columns, Failures failures) {
        this.results = results;
        this.columns = columns;
        this.failures = failures;
    }

    @Override
    public String text(String column) {
        String text = value(column, ResultSet::getString);
        return text == null ? "" : text;
    }

    @Override
    public Optional<String> optionalText(String column) {
        return Optional.ofNullable(value(column, ResultSet::getString));
    }

    @Override
    public long number(String column) {
        return value(column, ResultSet::getLong);
    }

    @Override
    public double real(String column) {
        return value(column, ResultSet::getDouble);
    }

    @Override
    public boolean flag(String column) {
        return number(column) != 0;
    }

    @Override
    public boolean isNull(String column) {
        return value(column, ResultSet::getObject) == null;
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
        byte[] bytes = value(column, ResultSet::getBytes);
        return bytes == null ? NOTHING : bytes;
    }

    private <T> T value(String column, Getter<T> getter) {
        Integer place = columns.get(column);
        if (place == null) {
            throw new IllegalArgumentException(
                    "the query answers no column " + column + ", but " + new TreeSet<>(columns.keySet()));
        }
        try {
            return getter.get(results, place);
        } catch (SQLException e) {
            throw failures.of(e, column);
        }
    }

    @FunctionalInterface
    private interface Getter<T> {
        T get(ResultSet results, int place) throws SQLException;
    }
}
