/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.allmende.api.host.Command;
import org.allmende.api.job.Due;
import org.allmende.api.job.Job;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Does what is due: opens a scheduled topic, marks an announcement as running or finished.
 *
 * <p>The topic's command has the campaign's id, so however often this runs, it is opened once. What was paused or stopped in the
 * meantime is left alone. Announcements are shown by their window, not by this job: it only keeps the books.
 */
@Component(service = Job.class)
public final class PublishJob implements Job {

    static final String NAME = "campaigns.publish";
    static final String START = "start";
    static final String END = "end";

    private final Campaigns campaigns;
    private final Clock clock;

    @Activate
    public PublishJob(@Reference Campaigns campaigns, @Reference Clock clock) {
        this.campaigns = campaigns;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Unit run(Due due) {
        Optional<Campaign> found = campaigns.find(Long.parseLong(due.payload()));
        if (found.isEmpty() || !found.get().stage().isLive()) {
            return Unit.nothing();
        }
        Campaign campaign = found.get();
        return due.key().endsWith(END) ? end(campaign) : start(campaign);
    }

    private Unit start(Campaign campaign) {
        Instant now = clock.instant();
        // Changed to a later time since this was given: another task is on its way.
        if (campaign.stage() != Stage.SCHEDULED
                || campaign.plan().window().first().isAfter(now)) {
            return Unit.nothing();
        }
        Campaign.Plan plan = campaign.plan();
        if (plan.kind() == Kind.ANNOUNCEMENT) {
            return Campaigns.moved(campaign, Stage.RUNNING);
        }
        return Campaigns.moved(campaign, Stage.FINISHED)
                .command(new Command.OpenTopic(
                        campaign.topicCommand(),
                        plan.space().orElseThrow(),
                        plan.author().orElseThrow(),
                        plan.title(),
                        plan.body(),
                        List.of()));
    }

    private Unit end(Campaign campaign) {
        boolean over = campaign.plan()
                .window()
                .last()
                .filter(it -> !it.isAfter(clock.instant()))
                .isPresent();
        return over ? Campaigns.moved(campaign, Stage.FINISHED) : Unit.nothing();
    }
}
