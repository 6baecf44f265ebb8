/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.lease;

import java.util.List;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What is offered at one moment, held still for the length of one request: a generation that was in it is not stopped
 * before the snapshot is closed. Short: a request's computing, never its reading or writing. Used by one thread at a time.
 */
@ProviderType
public interface Snapshot extends AutoCloseable {

    /** Grows by one with every switch. */
    long number();

    /** The providers of a kind, by {@code service.ranking} (highest first), then by age. */
    <T> List<Offer<T>> offers(Class<T> kind);

    /** A value computed once from what is offered, shared by all snapshots of the same number and forgotten with them. */
    <V> V derived(Class<V> type, Function<Snapshot, V> compute);

    @Override
    void close();
}
