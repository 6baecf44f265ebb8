/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.lease;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A counted call into one offer. Its generation is not stopped before the lease is closed, or the drain's limit reached;
 * then the holder's thread is interrupted.
 */
@ProviderType
public interface Lease<T> extends AutoCloseable {

    T service();

    @Override
    void close();
}
