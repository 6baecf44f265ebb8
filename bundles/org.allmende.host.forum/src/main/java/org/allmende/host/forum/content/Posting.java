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
import org.allmende.api.store.Ids;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.host.forum.content.Rows.PostRow;
import org.allmende.host.forum.content.Rows.TopicRow;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes the unit that keeps a new topic or post with its counters, notices and events. Decides nothing: whether somebody may
 * is settled before. Thread-safe.
 */
@Component(service = Posting.class)
public final class Posting {

    private final Ids ids;
    private final Notices notices;
    private final Columns columns = new Columns();

    @Activate
    public Posting(@Reference Ids ids, @Reference Notices notices) {
        this.ids = ids;
        this.notices = notices;
    }

    /** What will be there once {@code unit} is kept. */
    record Made(Posted posted, Unit unit) {

        long post() {
            return Refs.number(posted.post().id()).orElseThrow();
        }
    }

    /** @param held why it is kept back; empty if it is published */
    Made topic(
            Reader reader,
            long space,
            Ref author,
            String title,
            String body,
            List<String> tags,
            List<Reason> held,
            Instant at) {
        long topic = ids.next();
        long post = ids.next();
        boolean published = held.isEmpty();
        State state = published ? State.PUBLISHED : State.HELD;
        List<Ref> mentions = notices.mentioned(body);
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of("""
                INSERT INTO forum_topic (id, space, author, title, created, active, last, posts, numbered, first, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)""", topic, space, author, title, at, at, author, published ? 1 : 0, post, state.word()));
        all.add(Statement.of(
                """
                INSERT INTO forum_post (id, topic, author, number, body, created, state, reasons, told)
                VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?)""", post, topic, author, body, at, state.word(), published ? null : columns.reasons(held), published));
        tags.forEach(
                tag -> all.add(Statement.of("INSERT OR IGNORE INTO forum_tag (tag, topic) VALUES (?, ?)", tag, topic)));
        mentions.forEach(member -> all.add(mention(post, member)));
        if (published) {
            all.add(Statement.of(
                    "UPDATE forum_space SET topics = topics + 1, posts = posts + 1, active = max(ifnull(active, 0), ?) WHERE id = ?",
                    at,
                    space));
            all.add(counted(author, 1, 1, at));
            all.addAll(notices.published(reader, post, space, author, Optional.empty(), mentions, at));
        }
        Unit unit = Unit.of(all)
                .event(
                        Occurrence.of(Event.TOPIC_CREATED, Refs.topic(topic), 1, author),
                        Occurrence.of(Event.POST_CREATED, Refs.post(post), 1, author));
        return new Made(new Posted(Refs.topic(topic), Refs.post(post), state, 1, held), unit);
    }

    /** @param held why it is kept back; empty if it is published */
    Made reply(
            Reader reader,
            TopicRow topic,
            Optional<PostRow> replyTo,
            Ref author,
            String body,
            List<Reason> held,
            Instant at) {
        long post = ids.next();
        boolean published = held.isEmpty();
        State state = published ? State.PUBLISHED : State.HELD;
        List<Ref> mentions = notices.mentioned(body);
        List<Statement> all = new ArrayList<>();
        // The first statement takes the number, and notices if the topic was closed in the meantime.
        if (published) {
            all.add(Statement.of("""
                            UPDATE forum_topic SET numbered = numbered + 1, posts = posts + 1, active = max(active, ?), last = ?
                            WHERE id = ? AND state = 'published'""", at, author, topic.id()).expecting(1));
        } else {
            all.add(Statement.of(
                            "UPDATE forum_topic SET numbered = numbered + 1 WHERE id = ? AND state = 'published'",
                            topic.id())
                    .expecting(1));
        }
        all.add(Statement.of(
                """
                INSERT INTO forum_post (id, topic, author, number, body, reply_to, created, state, reasons, told)
                VALUES (?, ?, ?, (SELECT numbered FROM forum_topic WHERE id = ?), ?, ?, ?, ?, ?, ?)""",
                post,
                topic.id(),
                author,
                topic.id(),
                body,
                replyTo.map(PostRow::id).orElse(null),
                at,
                state.word(),
                published ? null : columns.reasons(held),
                published));
        mentions.forEach(member -> all.add(mention(post, member)));
        if (published) {
            all.add(Statement.of(
                    "UPDATE forum_space SET posts = posts + 1, active = max(ifnull(active, 0), ?) WHERE id = ?",
                    at,
                    topic.space()));
            replyTo.ifPresent(parent ->
                    all.add(Statement.of("UPDATE forum_post SET replies = replies + 1 WHERE id = ?", parent.id())));
            all.add(counted(author, 0, 1, at));
            Ref answered = Ref.parse(replyTo.map(PostRow::author).orElse(topic.author()));
            all.addAll(notices.published(reader, post, topic.space(), author, Optional.of(answered), mentions, at));
        }
        Unit unit = Unit.of(all).event(Occurrence.of(Event.POST_CREATED, Refs.post(post), 1, author));
        return new Made(new Posted(topic.ref(), Refs.post(post), state, 1, held), unit);
    }

    static Statement mention(long post, Ref member) {
        return Statement.of("INSERT OR IGNORE INTO forum_mention (post, member) VALUES (?, ?)", post, member);
    }

    /** Counts the reactions to a post anew, so that the number can't drift. */
    public static Statement reactions(long post) {
        return Statement.of("""
                UPDATE forum_post SET reactions = (
                  SELECT json_group_object(word, n) FROM (
                    SELECT word, count(*) AS n FROM forum_reaction WHERE post = ? GROUP BY word))
                WHERE id = ?""", post, post);
    }

    /** When a topic was last active and by whom, from the posts that are published. */
    public static Statement active(long topic) {
        return Statement.of("""
                UPDATE forum_topic SET (active, last) = (
                  SELECT ifnull(max(p.created), forum_topic.created), ifnull(p.author, forum_topic.author)
                  FROM (SELECT created, author FROM forum_post WHERE topic = ? AND state = 'published'
                    ORDER BY number DESC LIMIT 1) p)
                WHERE id = ?""", topic, topic);
    }

    /** Adds to what an author has done. */
    public static Statement counted(Ref author, int topics, int posts, Instant last) {
        return Statement.of("""
                INSERT INTO forum_author (author, topics, posts, last) VALUES (?, ?, ?, ?)
                ON CONFLICT (author) DO UPDATE SET topics = topics + excluded.topics, posts = posts + excluded.posts,
                  last = max(ifnull(last, 0), excluded.last)""", author, topics, posts, last);
    }
}
