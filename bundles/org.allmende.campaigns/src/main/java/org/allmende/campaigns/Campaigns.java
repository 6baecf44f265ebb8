/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The campaigns in the store, and who saw them. Judges nothing: see {@link CampaignDesk}. Safe for concurrent use. */
@Component(service = Campaigns.class)
public final class Campaigns {

    /** More at a time would be no announcements any more. */
    private static final int LIVE = 100;

    private final Store store;

    /** What a member did with an announcement. */
    record Seen(Instant shown, boolean dismissed, boolean clicked) {

        boolean isSettled() {
            return dismissed || clicked;
        }
    }

    /** What became of an announcement; guests are counted by what they do, not by what they see. */
    record Results(long shown, long dismissed, long clicked, long guestsDismissed, long guestsClicked) {}

    @Activate
    public Campaigns(@Reference Store store) {
        this.store = store;
    }

    Optional<Campaign> find(long id) {
        return store.read(reader ->
                reader.first(Statement.of("SELECT * FROM campaigns_campaign WHERE id = ?", id), CampaignRow::campaign));
    }

    Optional<Campaign> requested(String key) {
        return store.read(reader -> reader.first(
                Statement.of("SELECT * FROM campaigns_campaign WHERE request_key = ?", key), CampaignRow::campaign));
    }

    /** The newest first; those made before {@code before}. */
    List<Campaign> list(long before, int limit) {
        return store.read(reader -> reader.list(
                Statement.of("SELECT * FROM campaigns_campaign WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit),
                CampaignRow::campaign));
    }

    /** Announcements whose time has come somewhere, and what {@code member} did with them. */
    Map<Campaign, Optional<Seen>> live(Optional<Ref> member, Instant now) {
        return store.read(reader -> {
            List<Campaign> live = reader.list(
                    Statement.of(
                            "SELECT * FROM campaigns_campaign WHERE state IN ('scheduled', 'running') AND first_at <= ?"
                                    + " AND kind = 'announcement' ORDER BY first_at LIMIT " + LIVE,
                            now),
                    CampaignRow::campaign);
            if (live.isEmpty()) {
                return Map.of();
            }
            Map<Long, Seen> seen = member.map(it -> seen(reader, it)).orElse(Map.of());
            Map<Campaign, Optional<Seen>> both = new LinkedHashMap<>();
            live.forEach(it -> both.put(it, Optional.ofNullable(seen.get(it.id()))));
            return both;
        });
    }

    private static Map<Long, Seen> seen(Reader reader, Ref member) {
        Map<Long, Seen> seen = new HashMap<>();
        reader.list(
                Statement.of(
                        "SELECT s.* FROM campaigns_seen s JOIN campaigns_campaign c ON c.id = s.campaign"
                                + " WHERE s.member = ? AND c.state IN ('scheduled', 'running')",
                        member),
                row -> seen.put(
                        row.number("campaign"),
                        new Seen(row.instant("shown"), !row.isNull("dismissed"), !row.isNull("clicked"))));
        return seen;
    }

    Results results(long campaign) {
        return store.read(reader -> {
            Optional<Results> members = reader.first(
                    Statement.of(
                            "SELECT COUNT(*) AS shown, COUNT(dismissed) AS dismissed, COUNT(clicked) AS clicked"
                                    + " FROM campaigns_seen WHERE campaign = ?",
                            campaign),
                    row -> new Results(row.number("shown"), row.number("dismissed"), row.number("clicked"), 0, 0));
            Results counted = members.orElse(new Results(0, 0, 0, 0, 0));
            return reader.first(
                            Statement.of(
                                    "SELECT dismissed, clicked FROM campaigns_guests WHERE campaign = ?", campaign),
                            row -> new Results(
                                    counted.shown(),
                                    counted.dismissed(),
                                    counted.clicked(),
                                    row.number("dismissed"),
                                    row.number("clicked")))
                    .orElse(counted);
        });
    }

    static Unit shown(long campaign, Ref member, Instant now) {
        return Unit.of(Statement.of(
                "INSERT INTO campaigns_seen (campaign, member, shown) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                campaign,
                member,
                now));
    }

    /** @param member empty for a guest, who is only counted */
    static Unit dismissed(long campaign, Optional<Ref> member, Instant now) {
        return Unit.of(
                member.isPresent()
                        ? Statement.of(
                                "INSERT INTO campaigns_seen (campaign, member, shown, dismissed) VALUES (?, ?, ?, ?)"
                                        + " ON CONFLICT (campaign, member) DO UPDATE"
                                        + " SET dismissed = COALESCE(dismissed, excluded.dismissed)",
                                campaign,
                                member.get(),
                                now,
                                now)
                        : Statement.of(
                                "INSERT INTO campaigns_guests (campaign, dismissed, clicked) VALUES (?, 1, 0)"
                                        + " ON CONFLICT (campaign) DO UPDATE SET dismissed = dismissed + 1",
                                campaign));
    }

    static Unit clicked(long campaign, Optional<Ref> member, Instant now) {
        return Unit.of(
                member.isPresent()
                        ? Statement.of(
                                "INSERT INTO campaigns_seen (campaign, member, shown, clicked) VALUES (?, ?, ?, ?)"
                                        + " ON CONFLICT (campaign, member) DO UPDATE"
                                        + " SET clicked = COALESCE(clicked, excluded.clicked)",
                                campaign,
                                member.get(),
                                now,
                                now)
                        : Statement.of(
                                "INSERT INTO campaigns_guests (campaign, dismissed, clicked) VALUES (?, 0, 1)"
                                        + " ON CONFLICT (campaign) DO UPDATE SET clicked = clicked + 1",
                                campaign));
    }

    static Statement forgetting(Ref member) {
        return Statement.of("DELETE FROM campaigns_seen WHERE member = ?", member);
    }

    static Unit made(Campaign campaign, Optional<String> key) {
        return Unit.of(CampaignRow.inserted(campaign, key).expecting(1));
    }

    /** Fails with a conflict if the campaign is no longer as it was. */
    static Unit changed(Campaign campaign, Campaign.Plan plan) {
        return Unit.of(CampaignRow.updated(campaign, plan).expecting(1));
    }

    /** Fails with a conflict if the campaign is no longer as it was. */
    static Unit moved(Campaign campaign, Stage to) {
        return Unit.of(Statement.of(
                        "UPDATE campaigns_campaign SET state = ?, revision = revision + 1 WHERE id = ? AND revision = ?",
                        to.word(),
                        campaign.id(),
                        campaign.revision())
                .expecting(1));
    }
}
