/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.allmende.api.audit.Audit;
import org.allmende.api.job.Task;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Store;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Duplicate;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What people do with campaigns: make, change, start, pause, stop. Each act fits the stage or is refused with the reason, leaves an
 * audit entry, and is kept together with the tasks that do the rest. Safe for concurrent use.
 */
@Component(service = CampaignDesk.class)
public final class CampaignDesk {

    /** Speaking to everybody at once. Moderators do; a deployment that minds gives the role to fewer. */
    static final Permission MANAGE = new Permission("campaigns.manage", Role.MODERATOR);

    private final Campaigns campaigns;
    private final PlanReader plans;
    private final Store store;
    private final Ids ids;
    private final Audit audit;
    private final Clock clock;

    @Activate
    public CampaignDesk(
            @Reference Campaigns campaigns,
            @Reference PlanReader plans,
            @Reference Store store,
            @Reference Ids ids,
            @Reference Audit audit,
            @Reference Clock clock) {
        this.campaigns = campaigns;
        this.plans = plans;
        this.store = store;
        this.ids = ids;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param key the same for the same attempt; a second one finds the campaign that the first one made */
    Campaign make(Viewer who, String client, Draft draft, Optional<String> key) {
        Campaign.Plan plan = plans.read(draft, who);
        Optional<String> own =
                key.map(it -> who.member().map(some -> some.ref().toString()).orElse("") + " " + it);
        Optional<Campaign> before = own.flatMap(campaigns::requested);
        if (before.isPresent()) {
            return before.get();
        }
        Campaign made = new Campaign(
                ids.next(),
                plan,
                Stage.DRAFT,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                who.member().map(it -> it.ref()),
                1);
        try {
            store.writeNow(Campaigns.made(made, own).and(entry(who, client, "make", made)));
        } catch (Conflict | Duplicate e) {
            return own.flatMap(campaigns::requested).orElseThrow(() -> e);
        }
        return made;
    }

    Campaign change(Viewer who, String client, Campaign campaign, Draft draft) {
        if (!campaign.stage().isEditable()) {
            throw Rejected.conflict(campaign.stage().isOver() ? "fault.over" : "fault.live");
        }
        Campaign.Plan plan = plans.read(draft, who);
        return kept(campaign, Campaigns.changed(campaign, plan).and(entry(who, client, "change", campaign)));
    }

    Campaign start(Viewer who, String client, Campaign campaign) {
        if (campaign.stage().isLive()) {
            return campaign;
        }
        if (campaign.stage().isOver()) {
            throw Rejected.conflict("fault.over");
        }
        Window window = campaign.plan().window();
        Instant now = clock.instant();
        if (window.last().filter(it -> !it.isAfter(now)).isPresent()) {
            throw Rejected.conflict("fault.past");
        }
        boolean topic = campaign.plan().kind() == Kind.TOPIC;
        boolean waits = topic || window.first().isAfter(now);
        Unit unit = Campaigns.moved(campaign, waits ? Stage.SCHEDULED : Stage.RUNNING);
        if (waits) {
            unit = unit.task(task(campaign, PublishJob.START, window.first().isAfter(now) ? window.first() : now));
        }
        if (window.last().isPresent()) {
            unit = unit.task(task(campaign, PublishJob.END, window.last().get()));
        }
        return kept(campaign, unit.and(entry(who, client, "start", campaign)));
    }

    Campaign pause(Viewer who, String client, Campaign campaign) {
        if (campaign.stage() == Stage.PAUSED) {
            return campaign;
        }
        if (!campaign.stage().isLive()) {
            throw Rejected.conflict(campaign.stage().isOver() ? "fault.over" : "fault.draft");
        }
        return kept(campaign, Campaigns.moved(campaign, Stage.PAUSED).and(entry(who, client, "pause", campaign)));
    }

    Campaign stop(Viewer who, String client, Campaign campaign) {
        if (campaign.stage().isOver()) {
            return campaign;
        }
        return kept(campaign, Campaigns.moved(campaign, Stage.STOPPED).and(entry(who, client, "stop", campaign)));
    }

    private Campaign kept(Campaign campaign, Unit unit) {
        try {
            store.writeNow(unit);
        } catch (Conflict e) {
            throw Rejected.conflict("fault.overtaken");
        }
        return campaigns.find(campaign.id()).orElse(campaign);
    }

    private Unit entry(Viewer who, String client, String act, Campaign campaign) {
        return audit.entry(
                who,
                client,
                "campaigns." + act,
                Long.toString(campaign.id()),
                campaign.plan().kind().word());
    }

    private static Task task(Campaign campaign, String what, Instant due) {
        return new Task(PublishJob.NAME, campaign.id() + ":" + what, due, Long.toString(campaign.id()));
    }
}
