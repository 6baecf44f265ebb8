/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether the store can be written. Thread-safe. */
@Component(service = HealthCheck.class)
public final class StorageHealth implements HealthCheck {

    private final Storage storage;

    @Activate
    public StorageHealth(@Reference Storage storage) {
        this.storage = storage;
    }

    @Override
    public Health check() {
        return storage.trouble().map(trouble -> Health.bad("storage", trouble)).orElseGet(() -> Health.good("storage"));
    }
}
