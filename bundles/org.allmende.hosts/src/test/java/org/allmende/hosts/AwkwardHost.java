/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.Topic;
import org.allmende.api.event.Occurrence;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Command;
import org.allmende.api.host.Host;
import org.allmende.api.host.Outcome;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;

/** A host that reports what it is told to, in whatever order and as often, and answers commands as it is told to. */
final class AwkwardHost implements Host {

    final BlockingQueue<Command> performed = new LinkedBlockingQueue<>();
    private final String id;
    private final List<Occurrence> reports = new ArrayList<>();
    private final Map<Ref, Space> spaces = new ConcurrentHashMap<>();
    private volatile Function<Command, Outcome> answers = command -> new Outcome.Done();
    private volatile RuntimeException failing;
    volatile int asked;

    AwkwardHost(String id) {
        this.id = id;
    }

    void reports(Occurrence... more) {
        synchronized (reports) {
            reports.addAll(List.of(more));
        }
    }

    void space(Space space) {
        spaces.put(space.ref(), space);
    }

    void answers(Function<Command, Outcome> how) {
        answers = how;
    }

    void fails(RuntimeException how) {
        failing = how;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.HIDE, Capability.PUBLISH);
    }

    @Override
    public Changes changesSince(String cursor, int limit) {
        asked++;
        RuntimeException failure = failing;
        if (failure != null) {
            throw failure;
        }
        int from = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
        synchronized (reports) {
            int to = Math.min(reports.size(), from + Math.min(limit, 3));
            return new Changes(List.copyOf(reports.subList(from, to)), Integer.toString(to), to < reports.size());
        }
    }

    @Override
    public Outcome perform(Command command) {
        performed.add(command);
        return answers.apply(command);
    }

    @Override
    public Optional<Space> space(Ref space) {
        return Optional.ofNullable(spaces.get(space));
    }

    @Override
    public Optional<Topic> topic(Ref topic) {
        return Optional.empty();
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
        return List.copyOf(spaces.values());
    }

    @Override
    public Scan scan(String after, int limit) {
        return new Scan(List.of(), Optional.empty());
    }

    @Override
    public boolean mayRead(Viewer viewer, Ref space) {
        return space(space).map(it -> !it.isPrivate()).orElse(false);
    }

    @Override
    public boolean moderates(Viewer viewer, Ref space) {
        return viewer.role() == Role.MODERATOR && mayRead(viewer, space);
    }

    @Override
    public String link(Ref item) {
        return "/" + id + "/" + item.id();
    }
}
