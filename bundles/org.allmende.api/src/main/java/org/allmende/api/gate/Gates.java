/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.gate;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Asks every gate. A runtime service for hosts; thread-safe.
 *
 * <p>A gate that fails or is late counts as allow or as hold, as the deployment is set.
 */
@ProviderType
public interface Gates {

    Verdict judge(Draft draft);
}
