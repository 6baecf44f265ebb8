/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.gate.Reason;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.host.forum.content.Rows.PostRow;
import org.allmende.host.forum.content.Rows.TopicRow;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes the unit that moves a post, or a topic with its first post, from one state to another, with every counter that
 * depends on it. The unit expects the revisions it was made from, so it conflicts rather than counting twice.
 *
 * <p>A topic and the post that opens it share one state, unless that post alone was deleted. While a topic is not published
 * its posts are seen by nobody but moderators and its author; the revision of each grows and each has its event, so that
 * whoever follows posts alone follows topics too. Thread-safe.
 */
@Component(service = Transitions.class)
public final class Transitions {

    private final Rows rows;
    private final Notices notices;
    private final Columns columns = new Columns();

    @Activate
    public Transitions(@Reference Rows rows, @Reference Notices notices) {
        this.rows = rows;
        this.notices = notices;
    }

    /**
     * What is to become of an item.
     *
     * @param before the state it goes back to when its author restores it
     * @param by who wants it; empty for the system
     * @param reasons why; empty keeps no reason
     */
    record Change(State to, Optional<State> before, Optional<Ref> by, List<Reason> reasons, Instant at) {

        static Change publish(Optional<Ref> by, Instant at) {
            return new Change(State.PUBLISHED, Optional.empty(), by, List.of(), at);
        }

        static Change hold(Optional<Ref> by, List<Reason> reasons, Instant at) {
            return new Change(State.HELD, Optional.empty(), by, reasons, at);
        }

        static Change hide(Optional<Ref> by, List<Reason> reasons, Instant at) {
            return new Change(State.HIDDEN, Optional.empty(), by, reasons, at);
        }

        static Change delete(State before, Ref by, List<Reason> reasons, Instant at) {
            return new Change(State.DELETED, Optional.of(before), Optional.of(by), reasons, at);
        }

        /** What becomes of an item that is deleted once whoever deleted it restores it. */
        Change later(String takenBy) {
            return new Change(State.DELETED, Optional.of(to), Optional.of(Ref.parse(takenBy)), reasons, at);
        }

        private Occurrence event(String type, Ref subject, long revision) {
            return new Occurrence(type, subject, revision, by);
        }

        private String takenBy() {
            return to == State.DELETED ? by.map(Ref::toString).orElse(null) : null;
        }

        private String beforeWord() {
            return before.map(State::word).orElse(null);
        }
    }

    /** A post; with the topic that it opens if they share one state, or are to share one again. */
    Unit item(Reader reader, PostRow row, TopicRow topic, Change change) {
        if (!row.opens()) {
            return post(reader, row, change);
        }
        if (row.state() == topic.state()) {
            return topic(reader, topic, row, change);
        }
        boolean open = topic.state() == State.PUBLISHED;
        boolean publish = change.to() == State.PUBLISHED;
        return open == publish || change.to() == topic.state()
                ? post(reader, row, change)
                : post(reader, row, change).and(topic(reader, topic, row, change));
    }

    /** A post that its author has deleted: the change waits until its author wants the post back. */
    Unit remembered(Reader reader, PostRow row, Change change) {
        return row.before().filter(change.to()::equals).isPresent()
                ? Unit.nothing()
                : post(reader, row, change.later(row.takenBy()));
    }

    /** One post alone. */
    Unit post(Reader reader, PostRow row, Change change) {
        List<Statement> all = new ArrayList<>();
        all.add(moved(row, change));
        int more = difference(row.state(), change.to());
        if (more != 0) {
            all.addAll(counted(row, row.topicState(), more));
            all.add(Posting.active(row.topic()));
            if (row.topicState() == State.PUBLISHED) {
                all.add(Statement.of("UPDATE forum_space SET posts = posts + ? WHERE id = ?", more, row.space()));
                all.add(spaceActive(row.space()));
            }
        }
        all.addAll(told(reader, row, change));
        return Unit.of(all).event(change.event(Event.POST_STATE, row.ref(), row.revision() + 1));
    }

    /** A topic, its first post if that shares its state, and with it the sight of all others. */
    Unit topic(Reader reader, TopicRow topic, PostRow first, Change change) {
        List<Statement> all = new ArrayList<>();
        List<Occurrence> events = new ArrayList<>();
        boolean together = first.state() == topic.state();
        int more = difference(topic.state(), change.to());
        all.add(Statement.of(
                        """
                        UPDATE forum_topic SET state = ?, before = ?, taken_by = ?, revision = revision + 1
                        WHERE id = ? AND revision = ? AND numbered = ?""",
                        change.to().word(),
                        change.beforeWord(),
                        change.takenBy(),
                        topic.id(),
                        topic.revision(),
                        topic.numbered())
                .expecting(1));
        events.add(change.event(Event.TOPIC_CHANGED, topic.ref(), topic.revision() + 1));
        if (more < 0) {
            all.add(spaceCounts(topic, more));
        }
        if (together) {
            all.add(moved(first, change));
            events.add(change.event(Event.POST_STATE, first.ref(), first.revision() + 1));
            if (more != 0) {
                all.addAll(counted(first, change.to(), more));
            }
            all.addAll(told(reader, first, change));
        }
        if (more != 0) {
            all.add(Statement.of("UPDATE forum_author SET topics = topics + ? WHERE author = ?", more, topic.author()));
        }
        all.add(Posting.active(topic.id()));
        if (more > 0) {
            all.add(spaceCounts(topic, more));
        }
        if (more != 0) {
            all.add(spaceActive(topic.space()));
        }
        List<Occurrence> others = reader.list(
                Statement.of(
                        "SELECT id, revision FROM forum_post WHERE topic = ? AND state = 'published' AND id <> ? ORDER BY number",
                        topic.id(),
                        topic.first()),
                row -> change.event(Event.POST_STATE, Refs.post(row.number("id")), row.number("revision") + 1));
        if (!others.isEmpty()) {
            all.add(Statement.of(
                            "UPDATE forum_post SET revision = revision + 1 WHERE topic = ? AND state = 'published' AND id <> ?",
                            topic.id(),
                            topic.first())
                    .expecting(others.size()));
            events.addAll(others);
        }
        return Unit.of(all).event(events.toArray(Occurrence[]::new));
    }

    private static int difference(State from, State to) {
        return (to == State.PUBLISHED ? 1 : 0) - (from == State.PUBLISHED ? 1 : 0);
    }

    /** The counters of topic, author and parent; the post has its new state already. */
    private static List<Statement> counted(PostRow row, State topicState, int more) {
        List<Statement> all = new ArrayList<>();
        // Expects the topic as it was read: whether the space counts the post depends on it.
        all.add(Statement.of(
                        "UPDATE forum_topic SET posts = posts + ? WHERE id = ? AND state = ?",
                        more,
                        row.topic(),
                        topicState.word())
                .expecting(1));
        all.add(Posting.counted(Ref.parse(row.author()), 0, more, row.created()));
        row.replyTo()
                .ifPresent(parent -> all.add(
                        Statement.of("UPDATE forum_post SET replies = replies + ? WHERE id = ?", more, parent)));
        return all;
    }

    private static Statement spaceCounts(TopicRow topic, int more) {
        return Statement.of("""
                UPDATE forum_space SET topics = topics + ?, posts = posts + ? * (SELECT posts FROM forum_topic WHERE id = ?)
                WHERE id = ?""", more, more, topic.id(), topic.space());
    }

    private static Statement spaceActive(long space) {
        return Statement.of("""
                UPDATE forum_space SET active = (SELECT active FROM forum_topic WHERE space = ? AND state = 'published'
                  ORDER BY active DESC LIMIT 1)
                WHERE id = ?""", space, space);
    }

    /** Those who hear of a post when it is published for the first time, later than it was written. */
    private List<Statement> told(Reader reader, PostRow row, Change change) {
        if (change.to() != State.PUBLISHED || row.told()) {
            return List.of();
        }
        List<Ref> mentions = reader.list(
                Statement.of("SELECT member FROM forum_mention WHERE post = ?", row.id()),
                each -> Ref.parse(each.text("member")));
        Optional<Ref> answered = row.opens()
                ? Optional.empty()
                : row.replyTo()
                        .flatMap(parent -> rows.post(reader, parent))
                        .map(PostRow::author)
                        .or(() -> Optional.of(row.topicAuthor()))
                        .map(Ref::parse);
        return notices.published(
                reader, row.id(), row.space(), Ref.parse(row.author()), answered, mentions, change.at());
    }

    private Statement moved(PostRow row, Change change) {
        return Statement.of(
                        """
                        UPDATE forum_post SET state = ?, before = ?, taken_by = ?, reasons = ?, told = max(told, ?),
                          revision = revision + 1
                        WHERE id = ? AND revision = ?""",
                        change.to().word(),
                        change.beforeWord(),
                        change.takenBy(),
                        change.reasons().isEmpty() ? null : columns.reasons(change.reasons()),
                        change.to() == State.PUBLISHED,
                        row.id(),
                        row.revision())
                .expecting(1);
    }
}
