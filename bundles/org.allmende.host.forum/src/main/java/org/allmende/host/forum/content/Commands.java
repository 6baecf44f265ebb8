/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.gate.Reason;
import org.allmende.api.host.Command;
import org.allmende.api.host.Outcome;
import org.allmende.api.member.Members;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.host.forum.content.Rows.PostRow;
import org.allmende.host.forum.content.Rows.TopicRow;
import org.allmende.host.forum.content.Transitions.Change;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Does what the suite's features tell the forum to do, each command once: that it was done is kept in the same unit. No gate
 * is asked, since no member wrote it. Thread-safe.
 */
@Component(service = Commands.class)
public final class Commands {

    private static final int ATTEMPTS = 5;

    private final Store store;
    private final Rows rows;
    private final Posting posting;
    private final Transitions transitions;
    private final Notices notices;
    private final Members members;
    private final Clock clock;

    @Activate
    public Commands(
            @Reference Tables tables,
            @Reference Store store,
            @Reference Rows rows,
            @Reference Posting posting,
            @Reference Transitions transitions,
            @Reference Notices notices,
            @Reference Members members,
            @Reference Clock clock) {
        this.store = store;
        this.rows = rows;
        this.posting = posting;
        this.transitions = transitions;
        this.notices = notices;
        this.members = members;
        this.clock = clock;
    }

    /** Either the unit that does a command, or why that can't be. */
    private record Plan(Unit unit, Optional<String> impossible) {

        static Plan of(Unit unit) {
            return new Plan(unit, Optional.empty());
        }

        static Plan not(String reason) {
            return new Plan(Unit.nothing(), Optional.of(reason));
        }
    }

    Outcome perform(Command command) {
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Optional<Plan> plan = store.read(
                        reader -> done(reader, command) ? Optional.empty() : Optional.of(plan(reader, command)));
                if (plan.isEmpty()) {
                    return new Outcome.Done();
                }
                if (plan.get().impossible().isPresent()) {
                    return new Outcome.Impossible(plan.get().impossible().get());
                }
                try {
                    store.writeNow(Unit.of(Statement.of(
                                            "INSERT OR IGNORE INTO forum_command (id, at) VALUES (?, ?)",
                                            command.id(),
                                            clock.instant())
                                    .expecting(1))
                            .and(plan.get().unit()));
                    return new Outcome.Done();
                } catch (Store.Conflict faster) {
                    // Done by another, or the item has changed: looked at again.
                }
            }
            return new Outcome.Later("The item changes faster than it can be acted on.");
        } catch (Store.Unavailable e) {
            return new Outcome.Later(String.valueOf(e.getMessage()));
        }
    }

    private static boolean done(Reader reader, Command command) {
        return reader.count(Statement.of("SELECT count(*) FROM forum_command WHERE id = ?", command.id())) > 0;
    }

    private Plan plan(Reader reader, Command command) {
        Instant now = clock.instant();
        return switch (command) {
            case Command.Hide hide ->
                moved(
                        reader,
                        hide.subject(),
                        state -> Change.hide(hide.by(), List.of(Reason.of("moderator", "", hide.reason())), now),
                        State.HIDDEN);
            case Command.Restore restore ->
                moved(reader, restore.subject(), state -> Change.publish(restore.by(), now), State.PUBLISHED);
            case Command.OpenTopic open -> openTopic(reader, open, now);
            case Command.Reply reply -> reply(reader, reply, now);
            case Command.Message message -> message(message, now);
        };
    }

    private Plan moved(Reader reader, Ref subject, Function<State, Change> change, State to) {
        if (subject.is(Ref.TOPIC)) {
            return Refs.number(subject, Ref.TOPIC).stream()
                    .boxed()
                    .flatMap(id -> rows.topic(reader, id).stream())
                    .findFirst()
                    .map(topic -> topic.state() == to
                            ? Plan.of(Unit.nothing())
                            : rows.post(reader, topic.first())
                                    .map(first -> Plan.of(moved(reader, topic, first, change.apply(topic.state()))))
                                    .orElseGet(() -> Plan.not("The topic has no first post.")))
                    .orElseGet(() -> Plan.not("There is no such topic."));
        }
        return Refs.number(subject, Ref.POST).stream()
                .boxed()
                .flatMap(id -> rows.post(reader, id).stream())
                .findFirst()
                .map(post -> Plan.of(moved(reader, post, change, to)))
                .orElseGet(() -> Plan.not("There is no such post."));
    }

    private Unit moved(Reader reader, TopicRow topic, PostRow first, Change change) {
        boolean stays = change.to() == State.PUBLISHED
                && topic.state() == State.DELETED
                && topic.takenBy().equals(topic.author());
        return transitions.topic(reader, topic, first, stays ? change.later(topic.takenBy()) : change);
    }

    private Unit moved(Reader reader, PostRow post, Function<State, Change> change, State to) {
        if (post.state() == to) {
            return Unit.nothing();
        }
        if (to == State.HIDDEN && post.state() == State.DELETED) {
            // Out of sight already; its author must not bring it back.
            return transitions.post(reader, post, change.apply(post.state()).later(post.takenBy()));
        }
        if (to == State.PUBLISHED && post.isTakenByAuthor()) {
            // Its author wants it gone, whoever else has nothing against it any more.
            return transitions.remembered(reader, post, change.apply(post.state()));
        }
        TopicRow topic = rows.topic(reader, post.topic()).orElseThrow();
        return transitions.item(reader, post, topic, change.apply(post.state()));
    }

    private Plan openTopic(Reader reader, Command.OpenTopic open, Instant now) {
        var space = Refs.number(open.space(), Ref.SPACE);
        if (space.isEmpty() || rows.spaceWithPath(reader, space.getAsLong()).isEmpty()) {
            return Plan.not("There is no such space.");
        }
        if (members.find(open.author()).isEmpty()) {
            return Plan.not("The author has no account.");
        }
        String title = Texts.line(open.title());
        String body = Texts.body(open.body());
        if (Texts.isEmpty(title) || Texts.isEmpty(body)) {
            return Plan.not("A topic needs a title and a text.");
        }
        if (Texts.length(title) > Writing.TITLE_LIMIT || Texts.length(body) > Writing.BODY_LIMIT) {
            return Plan.not("The title has at most " + Writing.TITLE_LIMIT + " characters, the text at most "
                    + Writing.BODY_LIMIT + ".");
        }
        List<String> tags = open.tags().stream()
                .map(Texts::tag)
                .filter(tag -> !Texts.isEmpty(tag) && !Texts.isDots(tag))
                .distinct()
                .toList();
        return Plan.of(posting.topic(reader, space.getAsLong(), open.author(), title, body, tags, List.of(), now)
                .unit());
    }

    private Plan reply(Reader reader, Command.Reply reply, Instant now) {
        Optional<TopicRow> topic = Refs.number(reply.topic(), Ref.TOPIC).stream()
                .boxed()
                .flatMap(id -> rows.topic(reader, id).stream())
                .findFirst();
        if (topic.isEmpty() || topic.get().state() != State.PUBLISHED) {
            return Plan.not("There is no such topic, or it is not published.");
        }
        if (members.find(reply.author()).isEmpty()) {
            return Plan.not("The author has no account.");
        }
        String body = Texts.body(reply.body());
        if (Texts.isEmpty(body) || Texts.length(body) > Writing.BODY_LIMIT) {
            return Plan.not("A post has 1 to " + Writing.BODY_LIMIT + " characters.");
        }
        return Plan.of(posting.reply(reader, topic.get(), Optional.empty(), reply.author(), body, List.of(), now)
                .unit());
    }

    private Plan message(Command.Message message, Instant now) {
        if (members.find(message.member()).isEmpty()) {
            return Plan.not("The member has no account.");
        }
        return Plan.of(Unit.of(notices.message(
                message.member(), Texts.line(message.title()), Texts.body(message.body()), message.about(), now)));
    }
}
