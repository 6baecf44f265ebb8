/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Role;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Row;
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
                reader.first(Statement.of("SELECT * FROM campaigns_campaign WHERE id = ?", id), Campaigns::campaign));
    }

    Optional<Campaign> requested(String key) {
        return store.read(reader -> reader.first(
                Statement.of("SELECT * FROM campaigns_campaign WHERE request_key = ?", key), Campaigns::campaign));
    }

    /** The newest first; those made before {@code before}. */
    List<Campaign> list(long before, int limit) {
        return store.read(reader -> reader.list(
                Statement.of("SELECT * FROM campaigns_campaign WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit),
                Campaigns::campaign));
    }

    /** Announcements whose time has come somewhere, and what {@code member} did with them. */
    Map<Campaign, Optional<Seen>> live(Optional<Ref> member, Instant now) {
        return store.read(reader -> {
            List<Campaign> live = reader.list(
                    Statement.of(
                            "SELECT * FROM campaigns_campaign WHERE state IN ('scheduled', 'running') AND first_at <= ?"
                                    + " AND kind = 'announcement' ORDER BY first_at LIMIT " + LIVE,
                            now),
                    Campaigns::campaign);
            if (live.isEmpty()) {
                return Map.of();
            }
            Map<Long, Seen> seen = member.map(it -> seen(reader, it)).orElse(Map.of());
            Map<Campaign, Optional<Seen>> both = new java.util.LinkedHashMap<>();
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
        Campaign.Plan plan = campaign.plan();
        return Unit.of(Statement.of(
                        "INSERT INTO campaigns_campaign (id, kind, title, body, link, link_label, starts, ends, zone,"
                                + " first_at, last_at, spaces, roles, locales, space, author, state, created, creator,"
                                + " revision, request_key)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        campaign.id(),
                        plan.kind().word(),
                        plan.title(),
                        plan.body(),
                        plan.link(),
                        plan.linkLabel(),
                        plan.window().starts().toString(),
                        plan.window().ends().map(Object::toString).orElse(null),
                        plan.window().zone().map(ZoneId::getId).orElse(null),
                        plan.window().first(),
                        plan.window().last().orElse(null),
                        spaces(plan.audience()),
                        roles(plan.audience()),
                        locales(plan.audience()),
                        plan.space().orElse(null),
                        plan.author().orElse(null),
                        campaign.stage().word(),
                        campaign.created(),
                        campaign.creator().orElse(null),
                        campaign.revision(),
                        key.orElse(null))
                .expecting(1));
    }

    /** Fails with a conflict if the campaign is no longer as it was. */
    static Unit changed(Campaign campaign, Campaign.Plan plan) {
        return Unit.of(Statement.of(
                        "UPDATE campaigns_campaign SET kind = ?, title = ?, body = ?, link = ?, link_label = ?,"
                                + " starts = ?, ends = ?, zone = ?, first_at = ?, last_at = ?, spaces = ?, roles = ?,"
                                + " locales = ?, space = ?, author = ?, revision = revision + 1"
                                + " WHERE id = ? AND revision = ?",
                        plan.kind().word(),
                        plan.title(),
                        plan.body(),
                        plan.link(),
                        plan.linkLabel(),
                        plan.window().starts().toString(),
                        plan.window().ends().map(Object::toString).orElse(null),
                        plan.window().zone().map(ZoneId::getId).orElse(null),
                        plan.window().first(),
                        plan.window().last().orElse(null),
                        spaces(plan.audience()),
                        roles(plan.audience()),
                        locales(plan.audience()),
                        plan.space().orElse(null),
                        plan.author().orElse(null),
                        campaign.id(),
                        campaign.revision())
                .expecting(1));
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

    private static String spaces(Audience audience) {
        return lines(audience.spaces().stream().map(Ref::toString).toList());
    }

    private static String roles(Audience audience) {
        return lines(audience.roles().stream().sorted().map(Role::word).toList());
    }

    private static String locales(Audience audience) {
        return lines(audience.locales().stream().map(Locale::toLanguageTag).toList());
    }

    private static String lines(List<String> parts) {
        return String.join("\n", parts);
    }

    private static List<String> parts(String lines) {
        return lines.isEmpty() ? List.of() : Arrays.asList(lines.split("\n"));
    }

    private static Campaign campaign(Row row) {
        Set<Role> roles = parts(row.text("roles")).stream()
                .map(Role::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
        Audience audience = new Audience(
                parts(row.text("spaces")).stream().map(Ref::parse).toList(),
                roles,
                parts(row.text("locales")).stream().map(Locale::forLanguageTag).toList());
        Window window = new Window(
                LocalDateTime.parse(row.text("starts")),
                row.optionalText("ends").map(LocalDateTime::parse),
                row.optionalText("zone").map(ZoneId::of));
        Campaign.Plan plan = new Campaign.Plan(
                Kind.of(row.text("kind")).orElseThrow(),
                row.text("title"),
                row.text("body"),
                row.text("link"),
                row.text("link_label"),
                window,
                audience,
                row.optionalText("space").map(Ref::parse),
                row.optionalText("author").map(Ref::parse));
        return new Campaign(
                row.number("id"),
                plan,
                Stage.of(row.text("state")),
                row.instant("created"),
                row.optionalText("creator").map(Ref::parse),
                row.number("revision"));
    }
}
