/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.util.List;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether all hosts tell what changes and do what they are asked. Thread-safe. */
@Component(service = HealthCheck.class)
public final class HostsHealth implements HealthCheck {

    private static final String PART = "hosts";

    private final ChangeIntake intake;
    private final CommandOutbox outbox;

    @Activate
    public HostsHealth(@Reference ChangeIntake intake, @Reference CommandOutbox outbox) {
        this.intake = intake;
        this.outbox = outbox;
    }

    @Override
    public Health check() {
        List<ChangeIntake.State> failing =
                intake.states().stream().filter(it -> !it.failure().isEmpty()).toList();
        if (!failing.isEmpty()) {
            ChangeIntake.State first = failing.getFirst();
            return Health.degraded(PART, "changes of " + first.host() + " wait: " + first.failure());
        }
        long dead = outbox.dead();
        return dead == 0
                ? Health.good(PART)
                : Health.degraded(PART, dead + " commands were set aside; see /admin/hosts");
    }
}
