/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Host;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;

/** A forum in memory, with its events: what the index follows in tests. */
final class Village implements Hosts, Events, Members {

    static final String HOST = "forum";
    private static final Instant BEGAN = Instant.parse("2025-01-01T00:00:00Z");

    private final Map<Ref, Space> spaces = new LinkedHashMap<>();
    private final Map<Ref, Topic> topics = new ConcurrentHashMap<>();
    private final TreeMap<Long, Post> posts = new TreeMap<>();
    private final Map<Ref, Member> members = new LinkedHashMap<>();
    /** Members that may read each private space. */
    private final Map<Ref, Set<Ref>> insiders = new LinkedHashMap<>();

    private final Map<Ref, Ref> moderators = new LinkedHashMap<>();

    private final List<Event> log = new ArrayList<>();
    private final Map<Ref, Integer> numbers = new LinkedHashMap<>();
    private long next = 1;
    volatile long floor = 1;
    /** Called before every read of content. */
    volatile Runnable onRead = () -> {};

    Village() {
        space("s1", "General", Optional.empty(), false);
    }

    // --- what happens

    synchronized Ref space(String id, String name, Optional<Ref> parent, boolean isPrivate, Ref... readers) {
        Ref ref = Ref.space(HOST, id);
        spaces.put(ref, new Space(ref, name, "", parent, isPrivate));
        insiders.put(ref, new HashSet<>(List.of(readers)));
        return ref;
    }

    synchronized Ref member(String name) {
        Ref ref = Ref.member(HOST, "m-" + name);
        members.put(ref, new Member(ref, name, Role.MEMBER, Locale.ENGLISH, ZoneOffset.UTC, BEGAN, false));
        return ref;
    }

    synchronized void moderator(Ref member, Ref space) {
        moderators.put(member, space);
    }

    synchronized Ref topic(Ref space, Ref author, String title, String body, String... tags) {
        Ref ref = Ref.topic(HOST, "t" + next++);
        Instant now = now();
        topics.put(
                ref,
                new Topic(
                        ref,
                        space,
                        author(author),
                        title,
                        List.of(tags),
                        now,
                        now,
                        1,
                        Optional.empty(),
                        State.PUBLISHED,
                        1));
        happened(Event.TOPIC_CREATED, ref);
        reply(ref, author, body);
        return ref;
    }

    Ref topic(String title, String body, String... tags) {
        return topic(Ref.space(HOST, "s1"), member("lena"), title, body, tags);
    }

    synchronized Ref reply(Ref topic, Ref author, String body) {
        long id = next++;
        Ref ref = Ref.post(HOST, "p" + id);
        posts.put(
                id,
                new Post(
                        ref,
                        topic,
                        topics.get(topic).space(),
                        author(author),
                        numbers.merge(topic, 1, Integer::sum),
                        body,
                        Optional.empty(),
                        now(),
                        Optional.empty(),
                        State.PUBLISHED,
                        Map.of(),
                        List.of(),
                        List.of(),
                        1));
        happened(Event.POST_CREATED, ref);
        return ref;
    }

    synchronized void edit(Ref post, String body) {
        Post old = post(post).orElseThrow();
        put(new Post(
                old.ref(),
                old.topic(),
                old.space(),
                old.author(),
                old.number(),
                body,
                old.replyTo(),
                old.created(),
                Optional.of(now()),
                old.state(),
                old.reactions(),
                old.pictures(),
                old.mentions(),
                old.revision() + 1));
        happened(Event.POST_EDITED, post);
    }

    synchronized void state(Ref post, State state) {
        Post old = post(post).orElseThrow();
        put(new Post(
                old.ref(),
                old.topic(),
                old.space(),
                old.author(),
                old.number(),
                old.body(),
                old.replyTo(),
                old.created(),
                old.edited(),
                state,
                old.reactions(),
                old.pictures(),
                old.mentions(),
                old.revision() + 1));
        happened(Event.POST_STATE, post);
    }

    synchronized void erase(Ref post) {
        posts.values().removeIf(each -> each.ref().equals(post));
        happened(Event.POST_ERASED, post);
    }

    synchronized void change(Ref topic, Ref space, State state, Optional<Ref> answer) {
        Topic old = topics.get(topic);
        topics.put(
                topic,
                new Topic(
                        topic,
                        space,
                        old.author(),
                        old.title(),
                        old.tags(),
                        old.created(),
                        old.active(),
                        old.posts(),
                        answer,
                        state,
                        old.revision() + 1));
        happened(Event.TOPIC_CHANGED, topic);
    }

    synchronized void rename(Ref member, String name) {
        Member old = members.get(member);
        members.put(
                member, new Member(member, name, old.role(), old.locale(), old.zone(), old.joined(), old.suspended()));
        posts.replaceAll((id, post) -> post.author().ref().equals(member)
                ? new Post(
                        post.ref(),
                        post.topic(),
                        post.space(),
                        author(member),
                        post.number(),
                        post.body(),
                        post.replyTo(),
                        post.created(),
                        post.edited(),
                        post.state(),
                        post.reactions(),
                        post.pictures(),
                        post.mentions(),
                        post.revision())
                : post);
        happened(Event.MEMBER_CHANGED, member);
    }

    private void put(Post post) {
        posts.replaceAll((id, old) -> old.ref().equals(post.ref()) ? post : old);
    }

    private void happened(String type, Ref subject) {
        log.add(new Event(log.size() + 1L, type, now(), subject, 1, Optional.empty()));
    }

    private Author author(Ref member) {
        return new Author(member, members.get(member).name());
    }

    private Instant now() {
        return BEGAN.plusSeconds(60 * next);
    }

    synchronized List<Post> everything() {
        return List.copyOf(posts.values());
    }

    Viewer viewer(Ref member) {
        return new Viewer(Optional.of(members.get(member)), permission -> true, Locale.ENGLISH, ZoneOffset.UTC);
    }

    static Viewer guest() {
        return Viewer.guest(Locale.ENGLISH, ZoneOffset.UTC);
    }

    // --- hosts

    @Override
    public Set<String> ids() {
        return Set.of(HOST);
    }

    @Override
    public boolean can(Ref item, Capability capability) {
        return true;
    }

    @Override
    public synchronized Optional<Space> space(Ref space) {
        return Optional.ofNullable(spaces.get(space));
    }

    @Override
    public Optional<Topic> topic(Ref topic) {
        return Optional.ofNullable(topics.get(topic));
    }

    @Override
    public synchronized Optional<Post> post(Ref post) {
        return posts.values().stream().filter(each -> each.ref().equals(post)).findFirst();
    }

    @Override
    public synchronized List<Post> posts(List<Ref> wanted) {
        onRead.run();
        return wanted.stream()
                .flatMap(ref ->
                        Optional.ofNullable(posts.get(Long.parseLong(ref.id().substring(1)))).stream())
                .toList();
    }

    @Override
    public synchronized List<Space> spaces() {
        return List.copyOf(spaces.values());
    }

    @Override
    public synchronized Host.Scan scan(String host, String after, int limit) {
        onRead.run();
        long from = after.isEmpty() ? 0 : Long.parseLong(after);
        List<Host.Found> found = new ArrayList<>();
        for (Map.Entry<Long, Post> each : posts.tailMap(from, false).entrySet()) {
            if (found.size() == limit) {
                break;
            }
            found.add(new Host.Found(each.getValue(), topics.get(each.getValue().topic())));
            from = each.getKey();
        }
        return new Host.Scan(found, found.size() < limit ? Optional.empty() : Optional.of(Long.toString(from)));
    }

    @Override
    public boolean mayRead(Viewer viewer, Ref space) {
        return readable(viewer).contains(space);
    }

    @Override
    public synchronized Set<Ref> readable(Viewer viewer) {
        Set<Ref> readable = new HashSet<>();
        for (Space space : spaces.values()) {
            boolean inside = viewer.member()
                    .map(Member::ref)
                    .filter(insiders.get(space.ref())::contains)
                    .isPresent();
            if (!space.isPrivate() || inside) {
                readable.add(space.ref());
            }
        }
        return readable;
    }

    @Override
    public synchronized Set<Ref> moderated(Viewer viewer) {
        return viewer.member()
                .map(Member::ref)
                .map(moderators::get)
                .map(Set::of)
                .orElse(Set.of());
    }

    @Override
    public Optional<String> link(Ref item) {
        return Optional.of("/" + item.kind() + "/" + item.id());
    }

    // --- events

    @Override
    public synchronized long newest() {
        return log.size();
    }

    @Override
    public long floor() {
        return floor;
    }

    @Override
    public synchronized List<Event> after(long offset, int limit) {
        return List.copyOf(log.subList((int) Math.min(offset, log.size()), (int) Math.min(log.size(), offset + limit)));
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

    // --- members

    @Override
    public synchronized Optional<Member> find(Ref member) {
        return Optional.ofNullable(members.get(member));
    }

    @Override
    public synchronized Optional<Member> named(String name) {
        return members.values().stream()
                .filter(member -> member.name().equalsIgnoreCase(name))
                .findFirst();
    }

    @Override
    public synchronized Map<Ref, Member> all(Collection<Ref> wanted) {
        Map<Ref, Member> found = new LinkedHashMap<>(members);
        found.keySet().retainAll(wanted);
        return found;
    }

    @Override
    public synchronized List<Member> list(Optional<Ref> after, int limit) {
        return List.copyOf(members.values());
    }
}
