/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.allmende.api.job.Due;
import org.allmende.api.job.Job;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Unit;
import org.allmende.plugins.site.Site;
import org.allmende.plugins.told.Refusal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the sites that are trusted here what is new, so that a warning of a weakness is seen though nobody looks. Installs nothing.
 * Thread-safe.
 */
@Component(service = Job.class)
public final class LookForNews implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(LookForNews.class);

    /** How often it is asked whether it is to look at all. */
    private static final Duration IDLE = Duration.ofHours(1);

    private final Plugins plugins;

    @Activate
    public LookForNews(@Reference Plugins plugins) {
        this.plugins = plugins;
    }

    @Override
    public String name() {
        return "plugins.look-for-news";
    }

    @Override
    public Optional<Instant> next(Instant previous) {
        Duration every = plugins.news();
        return Optional.of(previous.plus(every.isZero() ? IDLE : every));
    }

    @Override
    public Unit run(Due due) {
        if (!plugins.news().isZero()) {
            plugins.swaps().catalogue().sites().all().forEach(LookForNews::look);
        }
        return Unit.nothing();
    }

    /** One that is away or not to be believed says so on its page, and is asked again the next time. */
    private static void look(Site site) {
        try {
            site.refresh();
        } catch (Refusal | ProblemException e) {
            LOG.info("The site {} has no news: {}", site.id(), e.getMessage());
        }
    }
}
