/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Role;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;

/** A campaign as it lies in its row. Which column holds which part of a plan is said here, once for both ways of writing. */
final class CampaignRow {

    /** A plan's columns, in the order of {@link #values}. */
    private static final List<String> PLAN = List.of(
            "kind",
            "title",
            "body",
            "link",
            "link_label",
            "starts",
            "ends",
            "zone",
            "first_at",
            "last_at",
            "spaces",
            "roles",
            "locales",
            "space",
            "author");

    private static final String INSERT = "INSERT INTO campaigns_campaign (" + String.join(", ", PLAN)
            + ", id, state, created, creator, revision, request_key) VALUES ("
            + String.join(", ", Collections.nCopies(PLAN.size() + 6, "?")) + ")";

    private static final String UPDATE = "UPDATE campaigns_campaign SET " + String.join(" = ?, ", PLAN)
            + " = ?, revision = revision + 1 WHERE id = ? AND revision = ?";

    private CampaignRow() {}

    /** @param key the same for the same attempt */
    static Statement inserted(Campaign campaign, Optional<String> key) {
        List<Object> values = values(campaign.plan());
        values.add(campaign.id());
        values.add(campaign.stage().word());
        values.add(campaign.created());
        values.add(campaign.creator().orElse(null));
        values.add(campaign.revision());
        values.add(key.orElse(null));
        return Statement.of(INSERT, values.toArray());
    }

    /** Changes no row if the campaign is no longer as it was. */
    static Statement updated(Campaign campaign, Campaign.Plan plan) {
        List<Object> values = values(plan);
        values.add(campaign.id());
        values.add(campaign.revision());
        return Statement.of(UPDATE, values.toArray());
    }

    private static List<Object> values(Campaign.Plan plan) {
        return new ArrayList<>(Arrays.asList(
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
                plan.author().orElse(null)));
    }

    static Campaign campaign(Row row) {
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
}
