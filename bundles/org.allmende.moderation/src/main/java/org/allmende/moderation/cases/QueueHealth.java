/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Good when the queue can be read. */
@Component
public final class QueueHealth implements HealthCheck {

    private final Cases cases;

    @Activate
    public QueueHealth(@Reference Cases cases) {
        this.cases = cases;
    }

    @Override
    public Health check() {
        cases.queue(java.util.Optional.empty(), 1);
        return Health.good("moderation.queue");
    }
}
