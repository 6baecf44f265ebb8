/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.audit.Audit;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Host;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.api.text.Markup;
import org.allmende.api.text.Messages;
import org.allmende.api.web.Route;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;

/** The feature on a real store, with a town square, a private council, and some people. */
final class Town implements AutoCloseable, Hosts, Members {

    static final Ref SQUARE = Ref.space("forum", "1");
    static final Ref COUNCIL = Ref.space("forum", "2");
    static final Ref IN_SQUARE = Ref.topic("forum", "11");
    private static final Path RESOURCES = Path.of("src/main/resources");

    final MovingClock clock = new MovingClock(Instant.parse("2026-11-20T10:00:00Z"));
    final TestStore kept;
    final Store store;
    final Messages messages = TestMessages.of(RESOURCES);
    final Campaigns campaigns;
    final CampaignDesk desk;
    final PublishJob job;
    final AnnouncementPanel panel;
    final Route reader;
    final Route pages;
    final Route api;
    final List<String> audited = new ArrayList<>();
    final Map<String, Member> people = new HashMap<>();
    final Set<Ref> council = new HashSet<>();

    Town(Path directory) {
        kept = TestStore.in(directory, clock).with("campaigns", RESOURCES);
        store = kept.store();
        Audit audit = (who, client, act, subject, detail) -> {
            audited.add(act);
            return Unit.nothing();
        };
        Markup markup = TestMessages.markup();
        campaigns = new Campaigns(store);
        PlanReader plans = new PlanReader(this, this, clock);
        desk = new CampaignDesk(campaigns, plans, store, kept.ids(), audit, clock);
        job = new PublishJob(campaigns, clock);
        Banners banners = new Banners(markup, messages);
        panel = new AnnouncementPanel(campaigns, banners, this, store, clock, new Minutes());
        reader = new ReaderRoute(campaigns, store, clock, messages);
        Explained explained = new Explained(this, this, clock);
        pages = new CampaignPages(
                campaigns, desk, plans, explained, banners, this, this, markup, messages, file -> "/-/" + file, clock);
        api = new CampaignApi(campaigns, desk, plans, explained, banners, messages);
        person("Mo", Role.MODERATOR, "en", "UTC");
        person("Root", Role.ADMINISTRATOR, "en", "UTC");
        person("Lena", Role.MEMBER, "de", "Europe/Berlin");
        person("Kiri", Role.MEMBER, "en", "Pacific/Kiritimati");
    }

    void person(String name, Role role, String locale, String zone) {
        Ref ref = Ref.member("forum", Integer.toString(people.size() + 1));
        people.put(
                name,
                new Member(ref, name, role, Locale.forLanguageTag(locale), ZoneId.of(zone), Instant.EPOCH, false));
    }

    Viewer viewer(String name) {
        Member member = people.get(name);
        return new Viewer(
                Optional.of(member),
                permission -> member.role().atLeast(permission.least()),
                member.locale(),
                member.zone());
    }

    static Viewer guest() {
        return Viewer.guest(Locale.ENGLISH, ZoneId.of("UTC"));
    }

    @Override
    public void close() {
        kept.close();
    }

    // Members

    @Override
    public Optional<Member> find(Ref member) {
        return people.values().stream().filter(it -> it.ref().equals(member)).findFirst();
    }

    @Override
    public Optional<Member> named(String name) {
        return Optional.ofNullable(people.get(name));
    }

    @Override
    public Map<Ref, Member> all(Collection<Ref> members) {
        return Map.of();
    }

    @Override
    public List<Member> list(Optional<Ref> after, int limit) {
        return List.copyOf(people.values());
    }

    // Hosts

    @Override
    public Set<String> ids() {
        return Set.of("forum");
    }

    @Override
    public boolean can(Ref item, Capability capability) {
        return true;
    }

    @Override
    public Optional<Space> space(Ref space) {
        return spaces().stream().filter(it -> it.ref().equals(space)).findFirst();
    }

    @Override
    public Optional<Topic> topic(Ref topic) {
        return topic.equals(IN_SQUARE)
                ? Optional.of(new Topic(
                        IN_SQUARE,
                        SQUARE,
                        new Author(people.get("Lena").ref(), "Lena"),
                        "Title",
                        List.of(),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        1,
                        Optional.empty(),
                        State.PUBLISHED,
                        1))
                : Optional.empty();
    }

    @Override
    public Optional<Post> post(Ref post) {
        return Optional.empty();
    }

    @Override
    public List<Post> posts(List<Ref> posts) {
        return List.of();
    }

    @Override
    public List<Space> spaces() {
        return List.of(
                new Space(SQUARE, "Square", "", Optional.empty(), false),
                new Space(COUNCIL, "Council", "", Optional.empty(), true));
    }

    @Override
    public Host.Scan scan(String host, String after, int limit) {
        return new Host.Scan(List.of(), Optional.empty());
    }

    @Override
    public boolean mayRead(Viewer viewer, Ref space) {
        return space.equals(SQUARE)
                || viewer.member().map(it -> council.contains(it.ref())).orElse(false);
    }

    @Override
    public Set<Ref> readable(Viewer viewer) {
        return Set.of(SQUARE);
    }

    @Override
    public Optional<String> link(Ref item) {
        return Optional.of("/t/" + item.id());
    }

    private record Minutes() implements AnnouncementPanel.Settings {
        @Override
        public int minutes() {
            return 30;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return AnnouncementPanel.Settings.class;
        }
    }
}
