/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.event.Occurrence;
import org.allmende.api.gate.Draft;
import org.allmende.api.gate.Verdict;
import org.allmende.api.member.Accounts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.storage.Storage;

/** A forum on a real store, with people, gates and time that a test decides. */
public final class Deployment implements AutoCloseable {

    public final TestClock clock = new TestClock();
    public final Storage store;
    public final People people;
    public final Log log = new Log();
    public final TestMessages messages = new TestMessages();
    public final Rows rows;
    public final Content content;
    public final Writing writing;
    public final Notifications notifications;
    public final Commands commands;
    public final ForumHost host;
    public final Erasure erasure;
    public final Refusals refusals = new Refusals(messages);

    /** What the gates say. */
    public Function<Draft, Verdict> gates = draft -> Verdict.allow();

    public Deployment(Path folder) {
        store = Storage.open(folder.resolve("allmende.db"), clock);
        Map<String, String> files = new LinkedHashMap<>();
        for (String file : List.of("001-forum.sql", "002-revisions.sql", "003-keys.sql")) {
            files.put(file, resource("/migrations/" + file));
        }
        store.apply("forum", files, rows -> {});
        store.apply("acts", Map.of("001-acts.sql", "CREATE TABLE acts (act TEXT NOT NULL)"), rows -> {});
        store.apply(
                "people",
                Map.of(
                        "001-people.sql",
                        "CREATE TABLE people (id INTEGER PRIMARY KEY, external TEXT UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,"
                                + " joined INTEGER NOT NULL, suspended INTEGER NOT NULL DEFAULT 0, parting TEXT)"),
                rows -> {});
        people = new People();
        rows = new Rows(people);
        Notices notices = new Notices(people, store);
        Posting posting = new Posting(store, notices);
        Transitions transitions = new Transitions(rows, notices);
        content = new StoredContent(null, store, rows, people, refusals);
        writing = new StoredWriting(
                null,
                store,
                store,
                draft -> gates.apply(draft),
                people,
                clock,
                rows,
                posting,
                transitions,
                notices,
                refusals,
                new Interventions(this::audit, notices, people, messages));
        notifications = new StoredNotifications(null, store, rows, refusals);
        commands = new Commands(null, store, rows, posting, transitions, notices, people, clock);
        host = new ForumHost(null, store, rows, commands, people);
        erasure = new Erasure(null, store, rows, transitions, people, clock);
    }

    public Unit audit(Viewer who, String client, String act, String subject, String detail) {
        return Unit.of(Statement.of(
                "INSERT INTO acts (act) VALUES (?)",
                (act + " " + subject + " " + detail).strip() + (client.isEmpty() ? "" : " from " + client)));
    }

    /** What the audit says. */
    public List<String> audited() {
        return store.read(
                reader -> reader.list(Statement.of("SELECT act FROM acts ORDER BY rowid"), row -> row.text("act")));
    }

    private static String resource(String path) {
        try (InputStream in = Deployment.class.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
    }

    public Viewer member(String name) {
        return people.viewer(people.add(name, Role.MEMBER));
    }

    public Viewer moderator(String name) {
        return people.viewer(people.add(name, Role.MODERATOR));
    }

    public Viewer guest() {
        return Viewer.guest(Locale.ENGLISH, ZoneOffset.UTC);
    }

    public String space(String name) {
        Viewer moderator = people.viewer(people.add("maker of " + name, Role.MODERATOR));
        return writing.createSpace(
                        moderator, new NewSpace(name, "", Optional.empty(), false, List.of()), Optional.empty())
                .id();
    }

    public Posted topic(Viewer author, String space, String title, String body) {
        clock.pass(Duration.ofSeconds(1));
        return writing.openTopic(author, new NewTopic(space, title, body, List.of()), Optional.empty());
    }

    public Posted reply(Viewer author, Posted topic, String body) {
        clock.pass(Duration.ofSeconds(1));
        return writing.reply(author, topic.topic().id(), body, Optional.empty(), Optional.empty());
    }

    public PostView see(Viewer viewer, Posted post) {
        return content.post(viewer, post.post().id());
    }

    public List<String> events() {
        return store.read(reader -> reader.list(
                Statement.of("SELECT type, subject, revision FROM events_event ORDER BY offset"),
                row -> row.text("type") + " " + row.text("subject") + " " + row.number("revision")));
    }

    public long count(String sql, Object... parameters) {
        return store.read(reader -> reader.count(Statement.of(sql, parameters)));
    }

    /** A time that passes when the test says so. */
    public static final class TestClock extends Clock {

        private Instant now = Instant.parse("2026-05-31T12:00:00Z");

        public void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** The events in the store, which nobody follows; remembers who asked the consumers to wait. */
    public final class Log implements Events {

        /** Each pause that was begun, and how many events there were when it ended. */
        public final List<Duration> begun = new ArrayList<>();

        public final List<Long> ended = new ArrayList<>();

        @Override
        public long newest() {
            return count("SELECT ifnull(max(offset), 0) FROM events_event");
        }

        @Override
        public long floor() {
            return 1;
        }

        @Override
        public List<Event> after(long offset, int limit) {
            return List.of();
        }

        @Override
        public AutoCloseable listen(Runnable arrived) {
            return () -> {};
        }

        @Override
        public List<Progress> progress() {
            return List.of();
        }

        @Override
        public boolean settled(long millis) {
            return true;
        }

        @Override
        public Pause pause(Duration atMost) {
            begun.add(atMost);
            return () -> ended.add(newest());
        }
    }

    /** The members, in a table of the same store. */
    public final class People implements Members, Accounts {

        /** Who came from an archive, as the archive says. */
        public final List<Arrival> arrivals = new ArrayList<>();

        public Member add(String name, Role role) {
            Ref ref = next();
            store.writeNow(Unit.of(Statement.of(
                    "INSERT INTO people (id, name, role, joined) VALUES (?, ?, ?, ?)",
                    Long.parseLong(ref.id()),
                    name,
                    role.word(),
                    clock.instant())));
            return find(ref).orElseThrow();
        }

        public Viewer viewer(Member member) {
            return new Viewer(
                    Optional.of(member),
                    permission -> member.role().atLeast(permission.least()),
                    Locale.ENGLISH,
                    ZoneOffset.UTC);
        }

        public Event erase(Ref member, Parting parting) {
            store.writeNow(Unit.of(Statement.of(
                    "UPDATE people SET parting = ? WHERE id = ?", parting.name(), Long.parseLong(member.id()))));
            return new Event(1, Event.MEMBER_ERASED, clock.instant(), member, 2, Optional.empty());
        }

        private List<Member> where(String condition, Object... parameters) {
            return store.read(reader -> reader.list(
                    Statement.of(
                            "SELECT * FROM people WHERE (parting IS NULL OR parting = 'KEEP') AND " + condition,
                            parameters),
                    row -> new Member(
                            Ref.member("forum", String.valueOf(row.number("id"))),
                            row.text("name"),
                            Role.of(row.text("role")),
                            Locale.ROOT,
                            ZoneOffset.UTC,
                            row.instant("joined"),
                            row.flag("suspended"))));
        }

        @Override
        public Optional<Member> find(Ref member) {
            return Refs.number(member.id()).stream()
                    .boxed()
                    .flatMap(id -> where("id = ?", id).stream())
                    .findFirst();
        }

        @Override
        public Optional<Member> named(String name) {
            return where("name = ? COLLATE NOCASE", name).stream().findFirst();
        }

        @Override
        public Map<Ref, Member> all(Collection<Ref> members) {
            Map<Ref, Member> found = new HashMap<>();
            members.forEach(ref -> find(ref).ifPresent(member -> found.put(ref, member)));
            return found;
        }

        @Override
        public List<Member> list(Optional<Ref> after, int limit) {
            return where("id > ? ORDER BY id LIMIT ?", after.map(Ref::id).orElse("0"), limit);
        }

        /** Since when members are known to be there. */
        public final Map<Ref, Instant> present = new HashMap<>();

        @Override
        public Unit present(Ref member, Instant at) {
            present.merge(member, at, (one, other) -> one.isBefore(other) ? one : other);
            return Unit.nothing();
        }

        @Override
        public Unit imported(Ref member, Arrival arrival) {
            arrivals.add(arrival);
            return Unit.of(Statement.of(
                            "INSERT OR IGNORE INTO people (id, external, name, role, joined) VALUES (?, ?, ?, 'member', ?)",
                            Long.parseLong(member.id()),
                            arrival.externalId(),
                            arrival.name(),
                            arrival.joined()))
                    .event(Occurrence.of(Event.MEMBER_JOINED, member, 1));
        }

        @Override
        public Ref next() {
            return Ref.member("forum", String.valueOf(store.next()));
        }

        @Override
        public Map<String, Ref> byExternalId(Collection<String> externalIds) {
            Map<String, Ref> found = new HashMap<>();
            for (String external : externalIds) {
                store.read(reader -> reader.first(
                                Statement.of("SELECT id FROM people WHERE external = ?", external),
                                row -> row.number("id")))
                        .ifPresent(id -> found.put(external, Ref.member("forum", String.valueOf(id))));
            }
            return found;
        }

        @Override
        public Optional<String> externalId(Ref member) {
            return store.read(reader -> reader.first(
                            Statement.of("SELECT external FROM people WHERE id = ?", Long.parseLong(member.id())),
                            row -> row.optionalText("external")))
                    .flatMap(external -> external);
        }

        @Override
        public Unit role(Ref member, Role role) {
            return Unit.nothing();
        }

        @Override
        public Unit suspended(Ref member, boolean suspended) {
            return Unit.of(Statement.of(
                    "UPDATE people SET suspended = ? WHERE id = ?", suspended, Long.parseLong(member.id())));
        }

        @Override
        public Optional<Parting> parting(Ref member) {
            return store.read(reader -> reader.first(
                            Statement.of("SELECT parting FROM people WHERE id = ?", Long.parseLong(member.id())),
                            row -> row.optionalText("parting")))
                    .flatMap(word -> word)
                    .map(Parting::valueOf);
        }
    }
}
