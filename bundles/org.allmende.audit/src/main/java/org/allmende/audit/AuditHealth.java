/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.audit;

import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says whether the audit trail still has the end that it was seen with. Does not compute the chain. Thread-safe. */
@Component(service = HealthCheck.class)
public final class AuditHealth implements HealthCheck {

    private final AuditTrail trail;

    @Activate
    public AuditHealth(@Reference AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public Health check() {
        return trail.lost().map(lost -> Health.bad("audit", lost)).orElseGet(() -> Health.good("audit"));
    }
}
