/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IllformedLocaleException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Turns what was typed into a plan, or says for every field what is wrong with it and how it is right. Thread-safe. */
@Component(service = PlanReader.class)
public final class PlanReader {

    private static final int LONGEST_TITLE = 150;
    private static final int LONGEST_BODY = 10_000;
    private static final int LONGEST_LINK = 2_000;
    private static final int LONGEST_LABEL = 40;
    private static final int MOST_SPACES = 200;
    private static final int MOST_LOCALES = 50;
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Hosts hosts;
    private final Members members;
    private final Clock clock;
    private final Set<String> languages;

    @Activate
    public PlanReader(@Reference Hosts hosts, @Reference Members members, @Reference Clock clock) {
        this.hosts = hosts;
        this.members = members;
        this.clock = clock;
        this.languages = new HashSet<>(Set.of(Locale.getISOLanguages()));
        Arrays.stream(Locale.getAvailableLocales()).map(Locale::getLanguage).forEach(languages::add);
        languages.remove("");
    }

    Campaign.Plan read(Draft draft, Viewer viewer) {
        List<Fault> faults = new ArrayList<>();
        Kind kind =
                Kind.of(draft.kind().isBlank() ? "announcement" : draft.kind()).orElse(null);
        if (kind == null) {
            faults.add(Fault.of("kind", "fault.kind", "kind", cut(draft.kind())));
        }
        String title = draft.title().strip();
        if (title.isEmpty() || title.length() > LONGEST_TITLE || title.chars().anyMatch(Character::isISOControl)) {
            faults.add(Fault.of("title", "fault.title", "most", LONGEST_TITLE));
        }
        String body = draft.body().strip();
        if (body.length() > LONGEST_BODY) {
            faults.add(Fault.of("body", "fault.body", "most", LONGEST_BODY));
        } else if (kind == Kind.TOPIC && body.isEmpty()) {
            faults.add(Fault.of("body", "fault.body.empty"));
        }
        boolean topic = kind == Kind.TOPIC;
        Campaign.Plan plan = new Campaign.Plan(
                kind,
                title,
                body,
                topic ? "" : link(draft.link().strip(), faults),
                topic ? "" : label(draft.linkLabel().strip(), faults),
                window(draft, topic, faults),
                topic ? Audience.EVERYBODY : audience(draft, faults),
                topic ? space(draft.space().strip(), faults) : Optional.empty(),
                topic ? author(draft.author().strip(), viewer, faults) : Optional.empty());
        if (topic && plan.space().isPresent() && plan.author().isPresent()) {
            authorMayPost(plan, viewer, faults);
        }
        if (!faults.isEmpty()) {
            throw Rejected.invalid(faults);
        }
        return plan;
    }

    private String link(String link, List<Fault> faults) {
        boolean within = link.startsWith("/") && !link.startsWith("//") && link.indexOf('\\') < 0;
        boolean good = link.isEmpty()
                || (link.length() <= LONGEST_LINK
                        && (within || link.startsWith("https://"))
                        && link.chars().noneMatch(it -> it <= 0x20 || it == 0x7f));
        if (!good) {
            faults.add(Fault.of("link", "fault.link"));
        }
        return link;
    }

    private String label(String label, List<Fault> faults) {
        if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            faults.add(Fault.of("linkLabel", "fault.label", "most", LONGEST_LABEL));
        }
        return label;
    }

    /** By each reader's clock, unless a zone is named or a moment is given, which is the same everywhere. */
    private Window window(Draft draft, boolean topic, List<Fault> faults) {
        Optional<ZoneId> named = zone(draft.zone().strip(), faults);
        boolean moment =
                instant(draft.from()).isPresent() || instant(draft.until()).isPresent();
        boolean now = draft.from().isBlank();
        Optional<ZoneId> zone = named.isEmpty() && (moment || (topic && now)) ? Optional.of(UTC) : named;
        if (topic && zone.isEmpty() && draft.zone().isBlank()) {
            faults.add(Fault.of("zone", "fault.zone.topic"));
        }
        // Now by the last clock on earth has come by all others too.
        LocalDateTime from = now
                ? LocalDateTime.ofInstant(clock.instant(), zone.orElse(Window.LAST))
                        .truncatedTo(ChronoUnit.MINUTES)
                : local("from", draft.from(), zone, faults).orElse(LocalDateTime.of(1970, 1, 1, 0, 0));
        Optional<LocalDateTime> until =
                draft.until().isBlank() || topic ? Optional.empty() : local("until", draft.until(), zone, faults);
        if (until.filter(it -> !it.isAfter(from)).isPresent()) {
            faults.add(Fault.of("until", "fault.until"));
        }
        return new Window(from, until, zone);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text.strip()).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<LocalDateTime> local(String field, String text, Optional<ZoneId> zone, List<Fault> faults) {
        try {
            LocalDateTime local = instant(text)
                    .map(it -> LocalDateTime.ofInstant(it, zone.orElse(UTC)))
                    .orElseGet(() -> LocalDateTime.parse(text.strip()));
            if (local.getYear() >= 1970 && local.getYear() <= 2999) {
                return Optional.of(local.truncatedTo(ChronoUnit.SECONDS));
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        faults.add(Fault.of(field, "fault.time", "text", cut(text)));
        return Optional.empty();
    }

    private static Optional<ZoneId> zone(String zone, List<Fault> faults) {
        if (zone.isEmpty()) {
            return Optional.empty();
        }
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            faults.add(Fault.of("zone", "fault.zone", "zone", cut(zone)));
            return Optional.empty();
        }
        return Optional.of(ZoneId.of(zone));
    }

    private Audience audience(Draft draft, List<Fault> faults) {
        Set<Ref> spaces = new LinkedHashSet<>();
        if (draft.spaces().size() > MOST_SPACES) {
            faults.add(Fault.of("spaces", "fault.many", "most", MOST_SPACES));
        } else {
            draft.spaces().forEach(it -> known("spaces", it, faults).ifPresent(space -> spaces.add(space.ref())));
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : draft.roles()) {
            Arrays.stream(Role.values())
                    .filter(it -> it.word().equals(word))
                    .findFirst()
                    .ifPresentOrElse(roles::add, () -> faults.add(Fault.of("roles", "fault.role", "role", cut(word))));
        }
        Set<Locale> locales = new LinkedHashSet<>();
        if (draft.locales().size() > MOST_LOCALES) {
            faults.add(Fault.of("locales", "fault.many", "most", MOST_LOCALES));
        } else {
            draft.locales().forEach(it -> locale(it, faults).ifPresent(locales::add));
        }
        return new Audience(List.copyOf(spaces), roles, List.copyOf(locales));
    }

    private Optional<Locale> locale(String tag, List<Fault> faults) {
        try {
            Locale locale = new Locale.Builder().setLanguageTag(tag.strip()).build();
            if (languages.contains(locale.getLanguage())) {
                return Optional.of(locale);
            }
        } catch (IllformedLocaleException e) {
            // said below
        }
        faults.add(Fault.of("locales", "fault.locale", "locale", cut(tag)));
        return Optional.empty();
    }

    private Optional<Ref> space(String text, List<Fault> faults) {
        if (text.isEmpty()) {
            faults.add(Fault.of("space", "fault.space.empty"));
            return Optional.empty();
        }
        Optional<Ref> space = known("space", text, faults).map(Space::ref);
        if (space.isPresent() && !hosts.can(space.get(), Capability.PUBLISH)) {
            faults.add(
                    Fault.of("space", "fault.space.closed", "host", space.get().host()));
        }
        return space;
    }

    /** A space by its reference, by its id, or by the id it had in an archive. */
    private Optional<Space> known(String field, String text, List<Fault> faults) {
        List<Space> spaces = hosts.spaces();
        Optional<Space> found = spaces.stream()
                .filter(it -> it.ref().toString().equals(text) || it.ref().id().equals(text))
                .findFirst();
        if (found.isEmpty()) {
            var external = hosts.externalIds(spaces.stream().map(Space::ref).toList());
            found = spaces.stream()
                    .filter(it -> text.equals(external.get(it.ref())))
                    .findFirst();
        }
        if (found.isEmpty()) {
            faults.add(Fault.of(field, "fault.space", "space", cut(text)));
        }
        return found;
    }

    /** By name or reference; whoever asks if nobody is named. */
    private Optional<Ref> author(String text, Viewer viewer, List<Fault> faults) {
        Optional<Member> member = text.isEmpty()
                ? viewer.member()
                : members.named(text).or(() -> reference(text).flatMap(members::find));
        if (member.isEmpty()) {
            faults.add(Fault.of("author", "fault.author", "author", cut(text)));
        }
        return member.map(Member::ref);
    }

    private static Optional<Ref> reference(String text) {
        try {
            return Optional.of(Ref.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** In one's own name, or in any for an administrator. */
    private void authorMayPost(Campaign.Plan plan, Viewer viewer, List<Fault> faults) {
        Ref author = plan.author().orElseThrow();
        if (!viewer.is(author) && !viewer.may(Permission.ADMINISTER)) {
            faults.add(Fault.of("author", "fault.author.other"));
        }
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
