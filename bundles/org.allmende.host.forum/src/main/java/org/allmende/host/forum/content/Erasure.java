/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.member.Accounts;
import org.allmende.api.member.Accounts.Parting;
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
 * Does with what a member wrote as they wished when they left: it stays, it stays without a name, or it goes for good, with
 * every old version of it.
 *
 * <p>Works in small units, so that nobody's post waits for it; each takes away what it has handled, so going on after a
 * crash is beginning again. A topic in which others wrote stays for them: without its title and first text.
 */
@Component(service = Consumer.class)
public final class Erasure implements Consumer {

    private static final int BATCH = 100;

    /** Stands for whoever wrote what is kept without a name; no member has it. */
    public static final Ref NOBODY = Ref.member(Refs.HOST, "nobody");

    /** What a text that is gone is replaced with where a row must stay; means the same in every language. */
    private static final String GONE = "…";

    private final Store store;
    private final Rows rows;
    private final Transitions transitions;
    private final Accounts accounts;
    private final Clock clock;

    @Activate
    public Erasure(
            @Reference Tables tables,
            @Reference Store store,
            @Reference Rows rows,
            @Reference Transitions transitions,
            @Reference Accounts accounts,
            @Reference Clock clock) {
        this.store = store;
        this.rows = rows;
        this.transitions = transitions;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "forum.erasure";
    }

    @Override
    public Set<String> types() {
        return Set.of(Event.MEMBER_ERASED);
    }

    @Override
    public Unit handle(List<Event> batch) {
        Unit rest = Unit.nothing();
        for (Event event : batch) {
            Ref member = event.subject();
            Parting parting = accounts.parting(member).orElse(Parting.KEEP);
            if (parting == Parting.ERASE) {
                // Replies first: whether a topic stays depends on what is left in it.
                repeat("SELECT id FROM forum_post WHERE author = ? AND number > 1 LIMIT ?", member, this::erased);
                repeat("SELECT id FROM forum_post WHERE author = ? LIMIT ?", member, this::erased);
            }
            if (parting == Parting.ANONYMIZE) {
                repeat("SELECT id FROM forum_post WHERE author = ? LIMIT ?", member, this::nameless);
            }
            if (parting != Parting.KEEP) {
                repeat(
                        "SELECT DISTINCT post AS id FROM forum_reaction WHERE member = ? LIMIT ?",
                        member,
                        this::unreacted);
                rest = rest.and(
                        Statement.of("UPDATE forum_revision SET author = ? WHERE author = ?", NOBODY, member),
                        Statement.of("DELETE FROM forum_mention WHERE member = ?", member),
                        Statement.of("DELETE FROM forum_author WHERE author = ?", member));
            }
            rest = rest.and(
                    Statement.of("DELETE FROM forum_notification WHERE member = ?", member),
                    Statement.of("DELETE FROM forum_space_member WHERE member = ?", member));
        }
        return rest;
    }

    private interface Step {
        Unit of(Reader reader, PostRow post, Ref member);
    }

    /** Handles what a query finds until it finds nothing. */
    private void repeat(String query, Ref member, Step step) {
        while (true) {
            List<Unit> units = store.read(
                    reader -> reader.list(Statement.of(query, member, BATCH), row -> row.number("id")).stream()
                            .flatMap(id -> rows.post(reader, id).stream())
                            .map(post -> step.of(reader, post, member))
                            .toList());
            if (units.isEmpty()) {
                return;
            }
            // One unit a post: what one changes in its topic, the next must see. They are written as a group all the
            // same.
            for (Unit unit : units) {
                try {
                    store.writeNow(unit);
                } catch (Store.Conflict changed) {
                    // Found again in the next round, as it is then.
                }
            }
        }
    }

    private Unit erased(Reader reader, PostRow post, Ref member) {
        TopicRow topic = rows.topic(reader, post.topic()).orElseThrow();
        boolean stays = post.opens() && hasOthers(reader, post);
        Change change = Change.delete(post.state(), NOBODY, List.of(), clock.instant());
        Unit unit = Unit.nothing();
        long revision = post.revision();
        if (post.state() != State.DELETED) {
            unit = post.opens() && !stays && post.state() == topic.state()
                    ? transitions.topic(reader, topic, post, change)
                    : transitions.post(reader, post, change);
            revision++;
        }
        List<Statement> all = new ArrayList<>(List.of(
                Statement.of("DELETE FROM forum_revision WHERE post = ?", post.id()),
                Statement.of("DELETE FROM forum_reaction WHERE post = ?", post.id()),
                Statement.of("DELETE FROM forum_mention WHERE post = ?", post.id()),
                Statement.of("DELETE FROM forum_notification WHERE post = ?", post.id()),
                Statement.of("UPDATE forum_topic SET answer = NULL WHERE id = ? AND answer = ?", topic.id(), post.id()),
                Statement.of("UPDATE forum_topic SET last = ? WHERE id = ? AND last = ?", NOBODY, topic.id(), member)));
        if (stays) {
            all.add(Statement.of("""
                    UPDATE forum_post SET author = ?, editor = NULL, body = ?, reasons = NULL, reactions = '',
                      revision = revision + 1 WHERE id = ?""", NOBODY, GONE, post.id()));
            all.add(Statement.of(
                    "UPDATE forum_topic SET author = ?, title = ?, revision = revision + 1 WHERE id = ?",
                    NOBODY,
                    GONE,
                    topic.id()));
            return unit.and(Unit.of(all)
                    .event(
                            Occurrence.of(Event.TOPIC_CHANGED, topic.ref(), topic.revision() + 1),
                            Occurrence.of(Event.POST_ERASED, post.ref(), revision + 1)));
        }
        all.add(Statement.of("UPDATE forum_post SET reply_to = NULL WHERE reply_to = ?", post.id()));
        all.add(Statement.of("DELETE FROM forum_post WHERE id = ?", post.id()));
        if (post.opens()) {
            all.add(Statement.of("DELETE FROM forum_tag WHERE topic = ?", topic.id()));
            all.add(Statement.of("DELETE FROM forum_topic WHERE id = ?", topic.id()));
        }
        return unit.and(Unit.of(all).event(Occurrence.of(Event.POST_ERASED, post.ref(), revision + 1)));
    }

    private static boolean hasOthers(Reader reader, PostRow first) {
        return reader.first(
                        Statement.of(
                                "SELECT 1 FROM forum_post WHERE topic = ? AND id <> ? LIMIT 1",
                                first.topic(),
                                first.id()),
                        row -> true)
                .isPresent();
    }

    private Unit nameless(Reader reader, PostRow post, Ref member) {
        Unit unit = Unit.of(
                        Statement.of("""
                                UPDATE forum_post SET author = ?, editor = nullif(editor, ?), revision = revision + 1
                                WHERE id = ? AND revision = ?""", NOBODY, member, post.id(), post.revision())
                                .expecting(1),
                        Statement.of(
                                "UPDATE forum_topic SET last = ? WHERE id = ? AND last = ?",
                                NOBODY,
                                post.topic(),
                                member),
                        Statement.of(
                                "UPDATE forum_notification SET actor = ? WHERE post = ? AND actor = ?",
                                NOBODY,
                                post.id(),
                                member))
                .event(Occurrence.of(Event.POST_EDITED, post.ref(), post.revision() + 1));
        if (!post.opens()) {
            return unit;
        }
        TopicRow topic = rows.topic(reader, post.topic()).orElseThrow();
        return unit.and(Unit.of(Statement.of(
                                "UPDATE forum_topic SET author = ?, revision = revision + 1 WHERE id = ? AND revision = ?",
                                NOBODY,
                                topic.id(),
                                topic.revision())
                        .expecting(1))
                .event(Occurrence.of(Event.TOPIC_CHANGED, topic.ref(), topic.revision() + 1)));
    }

    private Unit unreacted(Reader reader, PostRow post, Ref member) {
        return Unit.of(
                        Statement.of("DELETE FROM forum_reaction WHERE post = ? AND member = ?", post.id(), member),
                        Posting.reactions(post.id()),
                        Statement.of(
                                "UPDATE forum_notification SET actor = ? WHERE post = ? AND actor = ?",
                                NOBODY,
                                post.id(),
                                member))
                .event(Occurrence.of(Event.POST_REACTIONS, post.ref(), post.revision()));
    }
}
