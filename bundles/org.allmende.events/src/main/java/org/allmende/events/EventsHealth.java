/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.util.List;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Names the consumers that fail at the moment. Thread-safe. */
@Component(service = HealthCheck.class)
public final class EventsHealth implements HealthCheck {

    private final Following following;

    @Activate
    public EventsHealth(@Reference Following following) {
        this.following = following;
    }

    @Override
    public Health check() {
        List<String> failing = following.failing();
        return failing.isEmpty()
                ? Health.good("events")
                : Health.degraded("events", "is being tried again: " + String.join(", ", failing));
    }
}
