/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Clock;
import java.util.Optional;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the campaigns can be read. */
@Component(service = HealthCheck.class)
public final class CampaignsHealth implements HealthCheck {

    private static final String PART = "campaigns";

    private final Campaigns campaigns;
    private final Clock clock;

    @Activate
    public CampaignsHealth(@Reference Campaigns campaigns, @Reference Clock clock) {
        this.campaigns = campaigns;
        this.clock = clock;
    }

    @Override
    public Health check() {
        try {
            campaigns.live(Optional.empty(), clock.instant());
            return Health.good(PART);
        } catch (RuntimeException e) {
            return Health.bad(PART, "campaigns cannot be read: " + e.getMessage());
        }
    }
}
