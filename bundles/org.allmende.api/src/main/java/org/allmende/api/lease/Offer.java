/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.lease;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One service that a generation offers. Not to be kept longer than the {@link Snapshot} or {@link Lease} it was used under.
 *
 * @param <T> the contract interface
 */
@ProviderType
public interface Offer<T> {

    /** The feature that offers it, such as {@code search}; the bundle's symbolic name for bundles of no feature. */
    String feature();

    /** The feature's version, such as {@code 1.0.0}. */
    String version();

    /** The generation's number, unique in the deployment's life; 0 for bundles of no feature. */
    long generation();

    /** The service's own properties, never changing. */
    Map<String, Object> properties();

    /** The service itself; to be called under an open {@link Snapshot} only. */
    T service();

    /** {@code feature/generation}, as shown in the {@code Allmende-Generation} header. */
    default String label() {
        return feature() + "/" + generation();
    }
}
