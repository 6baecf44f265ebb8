/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.store;

import org.osgi.annotation.versioning.ProviderType;

/** Makes numbers that are unique in this store and grow with time; positive, below 2^63. A runtime service; thread-safe. */
@ProviderType
public interface Ids {

    long next();
}
