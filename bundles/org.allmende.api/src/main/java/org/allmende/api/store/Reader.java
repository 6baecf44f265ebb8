/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** Queries one consistent state of the store. Used by one thread, while {@link Store#read} lasts. */
@ProviderType
public interface Reader {

    <T> List<T> list(Statement query, Function<Row, T> mapper);

    <T> Optional<T> first(Statement query, Function<Row, T> mapper);

    /** The first column of the first row, or 0. */
    long count(Statement query);

    /** The offset of the newest event in the state that is read; 0 before the first. */
    long newest();
}
