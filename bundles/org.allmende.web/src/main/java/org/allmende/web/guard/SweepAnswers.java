/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.allmende.api.job.Due;
import org.allmende.api.job.Job;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes away kept answers whose day is over, every hour: also where no further key comes that would take them along. Thread-safe.
 */
@Component(service = Job.class)
public final class SweepAnswers implements Job {

    private static final Duration EVERY = Duration.ofHours(1);

    private final Clock clock;

    @Activate
    public SweepAnswers(@Reference Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "web.sweep-answers";
    }

    @Override
    public Optional<Instant> next(Instant previous) {
        return Optional.of(previous.plus(EVERY));
    }

    @Override
    public Unit run(Due due) {
        return Unit.of(OncePosts.sweeping(clock.millis()));
    }
}
