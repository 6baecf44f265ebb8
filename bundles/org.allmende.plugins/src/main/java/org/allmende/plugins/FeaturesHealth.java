/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins;

import java.util.ArrayList;
import java.util.List;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.allmende.plugins.swap.Swaps;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Names the features that are to run and do not: they have no check of their own by then. And those that run, and fail at what
 * they are called for. The site goes on without them, so it is not bad for that. Thread-safe.
 */
@Component(service = HealthCheck.class)
public final class FeaturesHealth implements HealthCheck {

    private static final String PART = "features";

    private final Plugins plugins;

    @Activate
    public FeaturesHealth(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    @Override
    public Health check() {
        Swaps swaps = plugins.swaps();
        if (swaps.isSafe()) {
            return Health.degraded(PART, "safe mode is on: nothing runs but what was started by hand");
        }
        List<String> complaints = new ArrayList<>();
        add(complaints, "not running, their pages tell why: ", swaps.failed());
        add(complaints, "fail at what they are called for: ", swaps.failing());
        return complaints.isEmpty() ? Health.good(PART) : Health.degraded(PART, String.join("; ", complaints));
    }

    private static void add(List<String> complaints, String what, List<String> features) {
        if (!features.isEmpty()) {
            complaints.add(what + String.join(", ", features));
        }
    }
}
