/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.problem.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the index can be searched, and whether all is in it. */
@Component(service = HealthCheck.class)
public final class IndexHealth implements HealthCheck {

    private static final String PART = "search index";

    private final PostIndex index;

    @Activate
    public IndexHealth(@Reference PostIndex index) {
        this.index = index;
    }

    @Override
    public Health check() {
        PostIndex.Status status;
        try {
            status = index.status();
        } catch (ProblemException e) {
            return Health.bad(PART, e.problem().detail());
        }
        if (status.rebuilding().isPresent()) {
            String done = String.format("%,d", status.rebuilding().get());
            String of = status.expected() > 0 ? String.format(" of about %,d", status.expected()) : "";
            return Health.degraded(PART, "is being rebuilt: " + done + of + " posts so far");
        }
        if (!status.usable()) {
            return Health.bad(PART, status.trouble().isEmpty() ? "is not there" : status.trouble());
        }
        return status.trouble().isEmpty() ? Health.good(PART) : Health.degraded(PART, status.trouble());
    }
}
