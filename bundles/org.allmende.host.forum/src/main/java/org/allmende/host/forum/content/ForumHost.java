/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.Topic;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Command;
import org.allmende.api.host.Host;
import org.allmende.api.host.Outcome;
import org.allmende.api.member.Accounts;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.host.forum.content.Rows.PostRow;
import org.allmende.host.forum.content.Rows.SpaceRow;
import org.allmende.host.forum.content.Rows.TopicRow;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The forum as a host among others. Its content and events lie in the store itself, so it reports no changes; what it is told
 * to do, {@link Commands} does.
 */
@Component(service = Host.class)
public final class ForumHost implements Host {

    private final Store store;
    private final Rows rows;
    private final Commands commands;
    private final Accounts accounts;

    @Activate
    public ForumHost(
            @Reference Tables tables,
            @Reference Store store,
            @Reference Rows rows,
            @Reference Commands commands,
            @Reference Accounts accounts) {
        this.store = store;
        this.rows = rows;
        this.commands = commands;
        this.accounts = accounts;
    }

    @Override
    public String id() {
        return Refs.HOST;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.GATE,
                Capability.HIDE,
                Capability.PUBLISH,
                Capability.EDIT,
                Capability.MESSAGE,
                Capability.SLOTS,
                Capability.TAGS,
                Capability.REACTIONS,
                Capability.ANSWERS,
                Capability.PICTURES);
    }

    @Override
    public Changes changesSince(String cursor, int limit) {
        return Changes.NONE;
    }

    @Override
    public Optional<Space> space(Ref ref) {
        OptionalLong id = Refs.number(ref, Ref.SPACE);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        List<SpaceRow> path = store.read(reader -> rows.spaceWithPath(reader, id.getAsLong()));
        return path.isEmpty()
                ? Optional.empty()
                : Optional.of(Rows.space(path.getLast(), path.stream().anyMatch(SpaceRow::isPrivate)));
    }

    @Override
    public Optional<Topic> topic(Ref ref) {
        OptionalLong id = Refs.number(ref, Ref.TOPIC);
        return id.isEmpty()
                ? Optional.empty()
                : store.read(reader -> rows.topic(reader, id.getAsLong())
                        .map(row -> rows.topics(reader, List.of(row)).getFirst()));
    }

    @Override
    public List<Topic> topics(List<Ref> refs) {
        Set<Long> ids = Set.copyOf(numbers(refs, Ref.TOPIC));
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<Ref, Topic> found = store.read(reader -> topics(reader, ids));
        return refs.stream().filter(found::containsKey).map(found::get).toList();
    }

    @Override
    public Optional<Post> post(Ref ref) {
        List<Post> found = posts(List.of(ref));
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    @Override
    public List<Post> posts(List<Ref> refs) {
        List<Long> ids = numbers(refs, Ref.POST);
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<Ref, Post> found = store.read(reader -> rows
                .posts(
                        reader,
                        reader.list(
                                new Query(Rows.POSTS)
                                        .and(" AND p.id IN (SELECT value FROM json_each(?))", Query.numbers(ids))
                                        .statement(),
                                rows::post))
                .stream()
                .collect(Collectors.toMap(Post::ref, post -> post)));
        return refs.stream().filter(found::containsKey).map(found::get).toList();
    }

    @Override
    public List<Space> spaces() {
        List<SpaceRow> all = store.read(rows::spaces);
        Map<Long, SpaceRow> byId = new HashMap<>();
        all.forEach(row -> byId.put(row.id(), row));
        return all.stream().map(row -> Rows.space(row, inPrivate(row, byId, 0))).toList();
    }

    private static boolean inPrivate(SpaceRow row, Map<Long, SpaceRow> byId, int depth) {
        return row.isPrivate()
                || depth < 64
                        && row.parent()
                                .map(byId::get)
                                .filter(parent -> inPrivate(parent, byId, depth + 1))
                                .isPresent();
    }

    @Override
    public Scan scan(String after, int limit) {
        long from = Refs.number(after).orElse(0L);
        return store.read(reader -> {
            List<PostRow> found = reader.list(
                    new Query(Rows.POSTS)
                            .and(" AND p.id > ? ORDER BY p.id LIMIT ?", from, limit)
                            .statement(),
                    rows::post);
            Map<Ref, Topic> topics =
                    topics(reader, found.stream().map(PostRow::topic).collect(Collectors.toSet()));
            List<Found> posts = new ArrayList<>();
            rows.posts(reader, found).forEach(post -> posts.add(new Found(post, topics.get(post.topic()))));
            return new Scan(
                    posts,
                    found.size() < limit
                            ? Optional.empty()
                            : Optional.of(String.valueOf(found.getLast().id())));
        });
    }

    private Map<Ref, Topic> topics(Reader reader, Set<Long> ids) {
        List<TopicRow> found = reader.list(
                new Query(Rows.TOPICS)
                        .and(" AND t.id IN (SELECT value FROM json_each(?))", Query.numbers(ids))
                        .statement(),
                Rows::topic);
        return rows.topics(reader, found).stream().collect(Collectors.toMap(Topic::ref, topic -> topic));
    }

    @Override
    public boolean mayRead(Viewer viewer, Ref space) {
        OptionalLong id = Refs.number(space, Ref.SPACE);
        return id.isPresent()
                && store.read(
                        reader -> !rows.spaceWithPath(reader, id.getAsLong()).isEmpty()
                                && Access.of(viewer, reader).mayRead(id.getAsLong()));
    }

    /** A search asks this each time: one look at the table instead of one for each space. */
    @Override
    public Set<Ref> readable(Viewer viewer) {
        return store.read(reader -> {
            Access access = Access.of(viewer, reader);
            Set<Ref> readable = new LinkedHashSet<>();
            for (SpaceRow space : rows.spaces(reader)) {
                if (access.mayRead(space.id())) {
                    readable.add(Refs.space(space.id()));
                }
            }
            return readable;
        });
    }

    @Override
    public boolean moderates(Viewer viewer, Ref space) {
        return viewer.may(Writing.MODERATE) && Refs.number(space, Ref.SPACE).isPresent();
    }

    @Override
    public String link(Ref item) {
        return Links.to(item);
    }

    @Override
    public Outcome perform(Command command) {
        return commands.perform(command);
    }

    @Override
    public Map<Ref, String> externalIds(Collection<Ref> items) {
        Map<Ref, String> found = new LinkedHashMap<>();
        store.read(reader -> {
            external(reader, items, Ref.SPACE, "SELECT id, external FROM forum_space", found);
            external(reader, items, Ref.TOPIC, "SELECT id, external FROM forum_topic", found);
            external(reader, items, Ref.POST, "SELECT id, external FROM forum_post", found);
            return found;
        });
        items.stream().filter(item -> item.is(Ref.MEMBER)).forEach(member -> accounts.externalId(member)
                .ifPresent(id -> found.put(member, id)));
        return found;
    }

    private static void external(
            Reader reader, Collection<Ref> items, String kind, String select, Map<Ref, String> found) {
        List<Long> ids = numbers(items, kind);
        if (!ids.isEmpty()) {
            reader.list(
                    Statement.of(
                            select + " WHERE external IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
                            Query.numbers(ids)),
                    row -> found.put(Ref.of(Refs.HOST, kind, String.valueOf(row.number("id"))), row.text("external")));
        }
    }

    private static List<Long> numbers(Collection<Ref> refs, String kind) {
        return refs.stream()
                .map(ref -> Refs.number(ref, kind))
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .distinct()
                .toList();
    }
}
