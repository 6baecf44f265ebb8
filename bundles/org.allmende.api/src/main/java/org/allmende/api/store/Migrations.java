/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;

/** Brings an owner's tables to what a bundle needs. For the runtime: a feature's migrations are applied before it starts. */
@ProviderType
public interface Migrations {

    /**
     * Applies the files {@code migrations/NNN-words.sql} of the bundle that have not been applied for this owner, in order.
     * Each is all or nothing, save backfills, which go on where they stopped. Blocks.
     *
     * @param owner the feature's or runtime bundle's name
     * @param rows told the rows that a backfill has done so far
     * @throws org.allmende.api.problem.ProblemException naming the file, the statement and the cure if one fails
     */
    Applied apply(String owner, Bundle bundle, LongConsumer rows);

    /**
     * The files that {@link #apply} would apply, or finish: what a plan tells before anything is done.
     *
     * @throws org.allmende.api.problem.ProblemException naming the file that can't be read
     */
    java.util.List<String> pending(String owner, Bundle bundle);

    /** @param files the names of those applied now */
    record Applied(java.util.List<String> files, long rows) {}
}
