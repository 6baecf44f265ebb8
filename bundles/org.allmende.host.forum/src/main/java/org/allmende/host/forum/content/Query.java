/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.allmende.api.store.Statement;

/** A statement put together from constant pieces, each with its parameters. For one thread. */
final class Query {

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    Query(String piece, Object... values) {
        and(piece, values);
    }

    /** @param piece constant text, no value in it */
    Query and(String piece, Object... values) {
        sql.append(sql.isEmpty() ? "" : " ").append(piece);
        parameters.addAll(Arrays.asList(values));
        return this;
    }

    Statement statement() {
        return new Statement(sql.toString(), parameters, Statement.ANY);
    }

    /** Numbers as one parameter, for {@code IN (SELECT value FROM json_each(?))}. */
    static String numbers(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
}
