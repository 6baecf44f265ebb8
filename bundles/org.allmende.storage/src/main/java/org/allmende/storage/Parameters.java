/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import org.allmende.api.content.Ref;
import org.allmende.api.store.Statement;

/** How values of the contract become values of SQLite. */
final class Parameters {

    /** What a statement costs in memory besides its values, roughly. */
    private static final int STATEMENT_BYTES = 96;

    private Parameters() {}

    /**
     * Checks the values while their giver is still on the stack.
     *
     * @return roughly how many bytes the statement takes up while it waits
     * @throws IllegalArgumentException naming the value that can't be kept
     */
    static long measured(Statement statement) {
        long bytes = STATEMENT_BYTES;
        List<Object> values = statement.parameters();
        for (int i = 0; i < values.size(); i++) {
            bytes += switch (values.get(i)) {
                case null -> 4;
                case String text -> 40L + text.length();
                case byte[] content -> 16L + content.length;
                case Long number -> 16;
                case Integer number -> 16;
                case Double number -> 16;
                case Boolean flag -> 4;
                case Instant time -> 24;
                case Enum<?> word -> 4;
                case Ref ref -> 64L + ref.id().length();
                case Object other ->
                    throw new IllegalArgumentException("parameter " + (i + 1) + " is a "
                            + other.getClass().getName() + ", which can't be kept; see Statement for what can, in: "
                            + Failures.oneLine(statement.sql()));
            };
        }
        return bytes;
    }

    static void bind(PreparedStatement prepared, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            bind(prepared, i + 1, values.get(i));
        }
    }

    private static void bind(PreparedStatement prepared, int index, Object value) throws SQLException {
        switch (value) {
            case null -> prepared.setNull(index, Types.NULL);
            case String text -> prepared.setString(index, text);
            case Long number -> prepared.setLong(index, number);
            case Integer number -> prepared.setInt(index, number);
            case Double number -> prepared.setDouble(index, number);
            case Boolean flag -> prepared.setInt(index, flag ? 1 : 0);
            case byte[] content -> prepared.setBytes(index, content);
            case Instant time -> prepared.setLong(index, time.toEpochMilli());
            case Enum<?> word -> prepared.setString(index, word.name());
            case Ref ref -> prepared.setString(index, ref.toString());
            default ->
                throw new IllegalArgumentException("a " + value.getClass().getName() + " can't be kept");
        }
    }
}
