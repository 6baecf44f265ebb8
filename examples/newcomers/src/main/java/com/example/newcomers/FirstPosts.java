/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package com.example.newcomers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.host.Hosts;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Keeps the first post of each member, and forgets who is erased. Events may come twice and late: what is kept is the oldest, in
 * whatever order they come.
 */
@Component(service = Consumer.class)
public final class FirstPosts implements Consumer {

    private static final String KEEP = """
            INSERT INTO newcomers_first (member, post, written) VALUES (?, ?, ?)
            ON CONFLICT (member) DO UPDATE SET post = excluded.post, written = excluded.written
            WHERE excluded.written < written""";

    private final Hosts hosts;

    @Activate
    public FirstPosts(@Reference Hosts hosts) {
        this.hosts = hosts;
    }

    /** Begins with the feature's name, and stays the same over versions: the place it has got to is kept under it. */
    @Override
    public String name() {
        return "newcomers.first";
    }

    @Override
    public Set<String> types() {
        return Set.of(Event.POST_CREATED, Event.POST_ERASED, Event.MEMBER_ERASED);
    }

    @Override
    public Unit handle(List<Event> batch) {
        Set<Ref> created = new LinkedHashSet<>();
        List<Statement> statements = new ArrayList<>();
        for (Event event : batch) {
            switch (event.type()) {
                case Event.POST_CREATED -> created.add(event.subject());
                case Event.POST_ERASED ->
                    statements.add(Statement.of("DELETE FROM newcomers_first WHERE post = ?", event.subject()));
                default ->
                    statements.add(Statement.of("DELETE FROM newcomers_first WHERE member = ?", event.subject()));
            }
        }
        List<Statement> kept = new ArrayList<>();
        for (Post post : hosts.posts(List.copyOf(created))) {
            kept.add(Statement.of(KEEP, post.author().ref(), post.ref(), post.created()));
        }
        kept.addAll(statements);
        return Unit.of(kept);
    }
}
