/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Role;
import org.allmende.api.text.Phrases;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Says in words whom a plan reaches and when. Thread-safe. */
@Component(service = Explained.class)
public final class Explained {

    private static final int PAGE = 1_000;
    /** Counting more would take longer than anybody waits for a preview. */
    private static final int MOST = 20_000;

    private final Hosts hosts;
    private final Members members;
    private final Clock clock;

    /** @param more whether there are more than were counted */
    record Reach(long members, boolean more) {}

    @Activate
    public Explained(@Reference Hosts hosts, @Reference Members members, @Reference Clock clock) {
        this.hosts = hosts;
        this.members = members;
        this.clock = clock;
    }

    List<String> lines(Campaign.Plan plan, Phrases say) {
        List<String> lines = new ArrayList<>();
        Window window = plan.window();
        if (plan.kind() == Kind.TOPIC) {
            String space = plan.space().flatMap(hosts::space).map(Space::name).orElse(say.get("explain.gone"));
            lines.add(say.get("explain.topic", "space", space, "time", say.moment(window.first())));
            window.zone()
                    .filter(it -> !it.equals(say.zone()))
                    .ifPresent(it -> lines.add(
                            say.get("explain.zone", "time", local(window.starts(), say), "zone", it.getId())));
            return lines;
        }
        lines.add(when(window, say));
        if (window.zone().isEmpty() && !hasBegunEverywhere(window)) {
            lines.add(say.get(
                    "explain.own",
                    "first",
                    utc(window.first(), say),
                    "last",
                    utc(window.starts().toInstant(Window.LAST), say)));
        }
        Audience audience = plan.audience();
        if (!audience.spaces().isEmpty()) {
            lines.add(say.get("explain.spaces", "spaces", names(audience.spaces(), say)));
        }
        lines.add(
                audience.roles().isEmpty()
                        ? say.get("explain.roles.all")
                        : say.get(
                                "explain.roles",
                                "roles",
                                listed(audience.roles().stream()
                                        .sorted()
                                        .map(it -> say.get("role." + it.word()))
                                        .toList())));
        if (!audience.locales().isEmpty()) {
            lines.add(say.get(
                    "explain.locales",
                    "languages",
                    listed(audience.locales().stream().map(say::language).toList())));
        }
        Reach reach = reach(audience);
        lines.add(say.get(reach.more() ? "explain.reach.more" : "explain.reach", "count", reach.members()));
        return lines;
    }

    /** One line for a list. */
    String when(Window window, Phrases say) {
        String clocks = window.zone()
                .map(it -> say.get("explain.when.zone", "zone", it.getId()))
                .orElse(say.get("explain.when.own"));
        Optional<String> until = window.ends().map(it -> local(it, say));
        if (window.zone().isEmpty() && hasBegunEverywhere(window)) {
            String begun = say.moment(window.starts().toInstant(Window.LAST));
            return until.map(it -> say.get("explain.begun.until", "time", begun, "until", it, "clock", clocks))
                    .orElse(say.get("explain.begun", "time", begun));
        }
        String from = local(window.starts(), say);
        return until.map(it -> say.get("explain.when.until", "from", from, "until", it, "clock", clocks))
                .orElse(say.get("explain.when", "from", from, "clock", clocks));
    }

    private boolean hasBegunEverywhere(Window window) {
        return !window.starts().toInstant(Window.LAST).isAfter(clock.instant());
    }

    /** Members that fit by role and by the language they chose; those who chose none go by their browser and may fit. */
    Reach reach(Audience audience) {
        long fit = 0;
        int seen = 0;
        Optional<Ref> after = Optional.empty();
        while (seen < MOST) {
            List<Member> some = members.list(after, PAGE);
            fit += some.stream()
                    .filter(it -> audience.has(it.role())
                            && (it.locale().equals(Locale.ROOT) || audience.speaks(it.locale())))
                    .count();
            seen += some.size();
            if (some.size() < PAGE) {
                return new Reach(fit, false);
            }
            after = Optional.of(some.getLast().ref());
        }
        return new Reach(fit, true);
    }

    static List<Role> roles() {
        return List.of(Role.values());
    }

    private String names(List<Ref> spaces, Phrases say) {
        return listed(spaces.stream()
                .map(it -> hosts.space(it).map(Space::name).orElse(say.get("explain.gone")))
                .toList());
    }

    private static String local(LocalDateTime time, Phrases say) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(say.spoken())
                .format(time);
    }

    private static String utc(Instant instant, Phrases say) {
        return local(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), say);
    }

    private static String listed(List<String> parts) {
        return String.join(", ", parts);
    }
}
