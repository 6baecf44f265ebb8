/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.gate.Draft;
import org.allmende.api.gate.Gates;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.gate.Verdict.Decision;
import org.allmende.api.member.Members;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Ids;
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
 * Does each act on topics and posts in three steps: reads and checks, asks the gates where something is published (outside of
 * any read), makes and keeps the unit. Where somebody was faster and the act did not depend on what they changed, it is done
 * again. Spaces and reactions are for {@link StoredSpaces} and {@link StoredReactions}.
 */
@Component(service = Writing.class)
public final class StoredWriting implements Writing {

    private static final int ATTEMPTS = 5;

    private final Store store;
    private final Gates gates;
    private final Clock clock;
    private final Rows rows;
    private final Posting posting;
    private final Transitions transitions;
    private final Notices notices;
    private final Refusals refusals;
    private final Interventions interventions;
    private final Rights rights;
    private final Wording wording;
    private final Once once;
    private final StoredReactions reactions;
    private final StoredSpaces spaces;

    @Activate
    public StoredWriting(
            @Reference Tables tables,
            @Reference Store store,
            @Reference Ids ids,
            @Reference Gates gates,
            @Reference Members members,
            @Reference Clock clock,
            @Reference Rows rows,
            @Reference Posting posting,
            @Reference Transitions transitions,
            @Reference Notices notices,
            @Reference Refusals refusals,
            @Reference Interventions interventions) {
        this.store = store;
        this.gates = gates;
        this.clock = clock;
        this.rows = rows;
        this.posting = posting;
        this.transitions = transitions;
        this.notices = notices;
        this.refusals = refusals;
        this.interventions = interventions;
        this.rights = new Rights(rows, refusals);
        this.wording = new Wording(refusals);
        this.once = new Once(store, clock, refusals);
        this.reactions = new StoredReactions(store, clock, rights, notices, refusals);
        this.spaces =
                new StoredSpaces(store, ids, members, clock, rows, rights, wording, once, refusals, interventions);
    }

    private StoredWriting(StoredWriting same, Interventions interventions) {
        this.store = same.store;
        this.gates = same.gates;
        this.clock = same.clock;
        this.rows = same.rows;
        this.posting = same.posting;
        this.transitions = same.transitions;
        this.notices = same.notices;
        this.refusals = same.refusals;
        this.interventions = interventions;
        this.rights = same.rights;
        this.wording = same.wording;
        this.once = same.once;
        this.reactions = same.reactions;
        this.spaces = same.spaces.with(interventions);
    }

    @Override
    public Writing from(String client) {
        return new StoredWriting(this, interventions.from(client));
    }

    @Override
    public Posted openTopic(Viewer viewer, NewTopic given, Optional<String> asked) {
        Ref me = rights.writer(viewer);
        String title = wording.title(viewer, given.title());
        String body = wording.body(viewer, given.body());
        List<String> tags = wording.tags(viewer, given.tags());
        Optional<Once.Key> key = asked.map(text -> Once.Key.of(me, "topic", text, given.space(), title, body, tags));
        Optional<Posted> before = key.flatMap(each -> postedBefore(viewer, each));
        if (before.isPresent()) {
            return before.get();
        }
        long space = store.read(reader -> rows.number(reader, Ref.SPACE, given.space())
                .filter(Access.of(viewer, reader)::mayRead)
                .orElseThrow(() -> refusals.invalid(viewer, "space", "missing.space")));
        Verdict verdict = judge(
                viewer,
                new Draft(viewer, Refs.space(space), Optional.empty(), Optional.of(title), body, Optional.empty()));
        return posted(
                viewer,
                key,
                () -> store.read(reader ->
                        posting.topic(reader, space, me, title, body, tags, held(viewer, verdict), clock.instant())));
    }

    @Override
    public Posted reply(
            Viewer viewer, String topicId, String givenBody, Optional<String> replyTo, Optional<String> asked) {
        Ref me = rights.writer(viewer);
        String body = wording.body(viewer, givenBody);
        Optional<Once.Key> key = asked.map(text -> Once.Key.of(me, "post:" + topicId, text, body, replyTo));
        Optional<Posted> before = key.flatMap(each -> postedBefore(viewer, each));
        if (before.isPresent()) {
            return before.get();
        }
        record Target(TopicRow topic, Optional<PostRow> parent) {}
        Supplier<Target> target = () -> store.read(reader -> {
            Access access = Access.of(viewer, reader);
            TopicRow topic = rights.topic(viewer, reader, access, topicId);
            if (topic.state() != State.PUBLISHED) {
                throw refusals.conflict(viewer, "refused.topic-closed");
            }
            return new Target(topic, replyTo.map(id -> parent(viewer, reader, access, topic, id)));
        });
        TopicRow judged = target.get().topic();
        Verdict verdict = judge(
                viewer,
                new Draft(
                        viewer,
                        Refs.space(judged.space()),
                        Optional.of(judged.ref()),
                        Optional.empty(),
                        body,
                        Optional.empty()));
        return posted(viewer, key, () -> {
            Target now = target.get();
            return store.read(reader ->
                    posting.reply(reader, now.topic(), now.parent(), me, body, held(viewer, verdict), clock.instant()));
        });
    }

    private PostRow parent(Viewer viewer, Reader reader, Access access, TopicRow topic, String id) {
        return rows.number(reader, Ref.POST, id)
                .flatMap(number -> rows.post(reader, number))
                .filter(row -> row.topic() == topic.id() && Rights.sees(access, row))
                .orElseThrow(() -> refusals.invalid(viewer, "replyTo", "refused.reply-to"));
    }

    @Override
    public Posted edit(Viewer viewer, String id, Edit edit) {
        Ref me = rights.writer(viewer);
        Optional<String> body = edit.body().map(text -> wording.body(viewer, text));
        Optional<String> title = edit.title().map(text -> wording.title(viewer, text));
        Optional<List<String>> tags = edit.tags().map(list -> wording.tags(viewer, list));
        boolean strict = edit.revision().isPresent() || edit.topicRevision().isPresent();
        return changed(viewer, strict, () -> {
            PostRow judged = store.read(reader -> editable(viewer, reader, id, edit));
            if ((title.isPresent() || tags.isPresent()) && !judged.opens()) {
                throw refusals.invalid(viewer, title.isPresent() ? "title" : "tags", "refused.not-first");
            }
            Optional<Verdict> verdict = judged(viewer, me, judged, body, title);
            return store.read(reader -> {
                PostRow row = editable(viewer, reader, id, edit);
                if (row.revision() != judged.revision()) {
                    // The verdict is on other words than would be kept: what stays empty in an edit comes from the
                    // post.
                    throw new Store.Conflict(row.ref() + " was changed while the gates judged it");
                }
                return edited(
                        viewer,
                        reader,
                        row,
                        me,
                        body.orElse(row.body()),
                        title.orElse(row.title()),
                        tags,
                        verdict,
                        wording.reason(viewer, edit.reason()));
            });
        });
    }

    /** What the gates say to an author's new words; empty if the words are not new or a moderator's. */
    private Optional<Verdict> judged(
            Viewer viewer, Ref me, PostRow row, Optional<String> body, Optional<String> title) {
        boolean mine = row.author().equals(me.toString());
        boolean words = body.filter(text -> !text.equals(row.body())).isPresent()
                || title.filter(text -> !text.equals(row.title())).isPresent();
        if (!mine || !words) {
            return Optional.empty();
        }
        return Optional.of(judge(
                viewer,
                new Draft(
                        viewer,
                        Refs.space(row.space()),
                        Optional.of(Refs.topic(row.topic())),
                        row.opens() ? Optional.of(title.orElse(row.title())) : Optional.empty(),
                        body.orElse(row.body()),
                        Optional.of(row.ref()))));
    }

    private PostRow editable(Viewer viewer, Reader reader, String id, Edit edit) {
        Access access = Access.of(viewer, reader);
        PostRow row = rights.post(viewer, reader, access, id);
        rights.ownOrModerated(viewer, access, row);
        if (row.state() == State.DELETED) {
            throw refusals.conflict(viewer, "refused.deleted");
        }
        boolean overtaken = edit.revision()
                        .filter(expected -> expected != row.revision())
                        .isPresent()
                || edit.topicRevision()
                        .filter(expected -> expected
                                != rows.topic(reader, row.topic()).orElseThrow().revision())
                        .isPresent();
        if (overtaken) {
            throw refusals.conflict(viewer, "refused.changed");
        }
        return row;
    }

    /** The unit of an edit, and of the change of state that a gate's verdict on it brings. */
    private Outcome edited(
            Viewer viewer,
            Reader reader,
            PostRow row,
            Ref me,
            String body,
            String title,
            Optional<List<String>> tags,
            Optional<Verdict> verdict,
            String reason) {
        Instant now = clock.instant();
        Unit unit = Unit.nothing();
        PostRow after = row;
        TopicRow topic = rows.topic(reader, row.topic()).orElseThrow();
        List<String> oldTags = rows.tags(reader, List.of(topic.id())).getOrDefault(topic.id(), List.of());
        boolean newTags = tags.filter(list -> !new HashSet<>(list).equals(new HashSet<>(oldTags)))
                .isPresent();
        boolean newTitle = !title.equals(row.title());
        if (!body.equals(row.body()) || newTitle) {
            unit = unit.and(text(reader, row, me, body, now));
            after = row.edited(body, title);
        }
        if (newTitle || newTags) {
            unit = unit.and(Unit.of(Statement.of(
                                    "UPDATE forum_topic SET title = ?, revision = revision + 1 WHERE id = ? AND revision = ?",
                                    title,
                                    topic.id(),
                                    topic.revision())
                            .expecting(1))
                    .event(Occurrence.of(Event.TOPIC_CHANGED, topic.ref(), topic.revision() + 1, me)));
            topic = topic.edited(title);
        }
        if (newTags) {
            unit = unit.and(Statement.of("DELETE FROM forum_tag WHERE topic = ?", topic.id()));
            for (String tag : tags.get()) {
                unit = unit.and(Statement.of("INSERT INTO forum_tag (tag, topic) VALUES (?, ?)", tag, topic.id()));
            }
        }
        if (unit.isNothing()) {
            return new Outcome(row.ref(), unit);
        }
        Optional<Change> change = Optional.empty();
        boolean holds = verdict.filter(it -> it.decision() == Decision.HOLD).isPresent();
        if (holds && row.state() != State.HIDDEN) {
            change = Optional.of(Change.hold(Optional.of(me), held(viewer, verdict.get()), now));
        } else if (verdict.isPresent() && row.state() == State.HELD) {
            change = Optional.of(Change.publish(Optional.of(me), now));
        }
        if (change.isPresent()) {
            unit = unit.and(transitions.item(reader, after, topic, change.get()));
        }
        unit = unit.and(interventions.told(viewer, "forum.post.edit", row, "told.edited", reason, now));
        return new Outcome(row.ref(), unit);
    }

    private Unit text(Reader reader, PostRow row, Ref me, String body, Instant now) {
        Set<Ref> named = new LinkedHashSet<>(notices.mentioned(body));
        Set<Ref> before = new HashSet<>(reader.list(
                Statement.of("SELECT member FROM forum_mention WHERE post = ?", row.id()),
                each -> Ref.parse(each.text("member"))));
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of("""
                INSERT INTO forum_revision (post, revision, title, body, author, at, state)
                SELECT id, revision, ?, body, ifnull(editor, author), ifnull(edited, created), state
                FROM forum_post WHERE id = ?""", row.opens() ? row.title() : null, row.id()));
        all.add(Statement.of("""
                        UPDATE forum_post SET body = ?, edited = ?, editor = ?, revision = revision + 1
                        WHERE id = ? AND revision = ?""", body, now, me, row.id(), row.revision()).expecting(1));
        for (Ref member : before) {
            if (!named.contains(member)) {
                all.add(Statement.of("DELETE FROM forum_mention WHERE post = ? AND member = ?", row.id(), member));
            }
        }
        named.removeAll(before);
        named.forEach(member -> all.add(Posting.mention(row.id(), member)));
        if (row.told()) {
            all.addAll(notices.mentioned(reader, row.id(), row.space(), Ref.parse(row.author()), named, now));
        }
        return Unit.of(all).event(Occurrence.of(Event.POST_EDITED, row.ref(), row.revision() + 1, me));
    }

    @Override
    public Posted delete(Viewer viewer, String id, String givenReason) {
        Ref me = rights.writer(viewer);
        String reason = wording.reason(viewer, givenReason);
        return moved(viewer, id, (reader, access, row, topic) -> {
            if (row.state() == State.DELETED) {
                return Unit.nothing();
            }
            Instant now = clock.instant();
            Change change = Change.delete(row.state(), me, row.reasons(), now);
            boolean alone = row.opens() && row.author().equals(me.toString()) && othersWrote(reader, row);
            Unit gone = alone ? transitions.post(reader, row, change) : transitions.item(reader, row, topic, change);
            return gone.and(interventions.told(viewer, "forum.post.delete", row, "told.deleted", reason, now));
        });
    }

    private static boolean othersWrote(Reader reader, PostRow first) {
        return reader.first(
                        Statement.of(
                                "SELECT 1 FROM forum_post WHERE topic = ? AND number > 1 AND state = 'published' AND author <> ? LIMIT 1",
                                first.topic(),
                                first.author()),
                        row -> true)
                .isPresent();
    }

    @Override
    public Posted restore(Viewer viewer, String id) {
        Ref me = rights.writer(viewer);
        return moved(viewer, id, (reader, access, row, topic) -> {
            if (row.seen() == State.PUBLISHED) {
                return Unit.nothing();
            }
            Instant now = clock.instant();
            if (access.everything()) {
                Change publish = Change.publish(Optional.of(me), now);
                boolean waits = row.isTakenByAuthor() && !row.author().equals(me.toString());
                Unit unit = waits
                        ? transitions.remembered(reader, row, publish)
                        : transitions.item(reader, row, topic, publish);
                return unit.isNothing() ? unit : unit.and(interventions.recorded(viewer, "forum.post.restore", row));
            }
            if (row.state() != State.DELETED) {
                throw refusals.forbidden(viewer, "refused.restore");
            }
            // The first post of a topic that was taken away meanwhile goes where that is.
            boolean joins = row.opens() && topic.state() != State.PUBLISHED && topic.state() != State.DELETED;
            State before = joins ? topic.state() : row.before().orElse(State.PUBLISHED);
            Change back = new Change(before, Optional.empty(), Optional.of(me), row.reasons(), now);
            return transitions.item(reader, row, topic, back);
        });
    }

    /** What brings a post from one state to another; nothing if it is there already. */
    @FunctionalInterface
    private interface Move {
        Unit of(Reader reader, Access access, PostRow row, TopicRow topic);
    }

    /** Moves one's own post, or for a moderator any. */
    private Posted moved(Viewer viewer, String id, Move move) {
        return changed(
                viewer,
                false,
                () -> store.read(reader -> {
                    Access access = Access.of(viewer, reader);
                    PostRow row = rights.post(viewer, reader, access, id);
                    rights.ownOrModerated(viewer, access, row);
                    TopicRow topic = rows.topic(reader, row.topic()).orElseThrow();
                    return new Outcome(row.ref(), move.of(reader, access, row, topic));
                }));
    }

    @Override
    public void react(Viewer viewer, String post, String word) {
        reactions.react(viewer, post, word);
    }

    @Override
    public void unreact(Viewer viewer, String post, String word) {
        reactions.unreact(viewer, post, word);
    }

    @Override
    public void accept(Viewer viewer, String id) {
        answer(viewer, id, true);
    }

    @Override
    public void unaccept(Viewer viewer, String id) {
        answer(viewer, id, false);
    }

    private void answer(Viewer viewer, String id, boolean accepted) {
        Ref me = rights.writer(viewer);
        changed(
                viewer,
                false,
                () -> store.read(reader -> {
                    Access access = Access.of(viewer, reader);
                    PostRow row = rights.post(viewer, reader, access, id);
                    if (!row.topicAuthor().equals(me.toString()) && !access.everything()) {
                        throw refusals.forbidden(viewer, "refused.answer");
                    }
                    if (row.seen() != State.PUBLISHED) {
                        throw refusals.conflict(viewer, "refused.not-published");
                    }
                    if (row.opens()) {
                        throw refusals.conflict(viewer, "refused.answer-first");
                    }
                    return new Outcome(
                            row.ref(),
                            row.isAnswer() == accepted ? Unit.nothing() : answered(reader, row, me, accepted));
                }));
    }

    private Unit answered(Reader reader, PostRow row, Ref me, boolean accepted) {
        TopicRow topic = rows.topic(reader, row.topic()).orElseThrow();
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                        "UPDATE forum_topic SET answer = ?, revision = revision + 1 WHERE id = ? AND revision = ?",
                        accepted ? row.id() : null,
                        topic.id(),
                        topic.revision())
                .expecting(1));
        row.answer().flatMap(old -> rows.post(reader, old)).ifPresent(old -> all.add(answers(old.author(), -1)));
        if (accepted) {
            all.add(answers(row.author(), 1));
            all.addAll(notices.accepted(Ref.parse(row.author()), me, row.id(), clock.instant()));
        }
        return Unit.of(all).event(Occurrence.of(Event.TOPIC_CHANGED, topic.ref(), topic.revision() + 1, me));
    }

    private static Statement answers(String author, int more) {
        return Statement.of("UPDATE forum_author SET answers = answers + ? WHERE author = ?", more, author);
    }

    @Override
    public Ref createSpace(Viewer viewer, NewSpace space, Optional<String> asked) {
        return spaces.create(viewer, space, asked);
    }

    @Override
    public void admit(Viewer viewer, String space, Ref member) {
        spaces.admit(viewer, space, member);
    }

    @Override
    public void dismiss(Viewer viewer, String space, Ref member) {
        spaces.dismiss(viewer, space, member);
    }

    private Verdict judge(Viewer viewer, Draft draft) {
        Verdict verdict = gates.judge(draft);
        if (verdict.decision() == Decision.REJECT) {
            throw refusals.rejected(viewer, verdict.reasons());
        }
        return verdict;
    }

    /** Why a post is to be kept back; empty if it is not. */
    private List<Reason> held(Viewer viewer, Verdict verdict) {
        if (verdict.decision() != Decision.HOLD) {
            return List.of();
        }
        return verdict.reasons().isEmpty() ? List.of(refusals.held(viewer)) : verdict.reasons();
    }

    private Optional<Posted> postedBefore(Viewer viewer, Once.Key key) {
        return once.itemBefore(viewer, key).flatMap(this::posted);
    }

    private Optional<Posted> posted(long post) {
        return store.read(reader -> rows.post(reader, post)
                .map(row -> new Posted(Refs.topic(row.topic()), row.ref(), row.seen(), row.revision(), row.reasons())));
    }

    private Posted posted(Viewer viewer, Optional<Once.Key> key, Supplier<Posting.Made> maker) {
        for (int attempt = 1; ; attempt++) {
            Posting.Made made = maker.get();
            try {
                store.writeNow(once.keyed(made.unit(), key, made.post()));
                return made.posted();
            } catch (Store.Duplicate done) {
                return key.flatMap(each -> postedBefore(viewer, each)).orElseThrow(() -> done);
            } catch (Store.Conflict faster) {
                if (attempt == ATTEMPTS) {
                    throw refusals.conflict(viewer, "refused.changed");
                }
            }
        }
    }

    /** A change to be kept, and the post it is about. */
    private record Outcome(Ref post, Unit unit) {}

    /** @param strict whether the change holds for one revision only, so that it is not tried again on another */
    private Posted changed(Viewer viewer, boolean strict, Supplier<Outcome> maker) {
        for (int attempt = 1; ; attempt++) {
            try {
                Outcome outcome = maker.get();
                if (!outcome.unit().isNothing()) {
                    store.writeNow(outcome.unit());
                }
                return posted(Refs.number(outcome.post().id()).orElseThrow()).orElseThrow();
            } catch (Store.Conflict faster) {
                if (attempt == ATTEMPTS || strict) {
                    throw refusals.conflict(viewer, "refused.changed");
                }
            }
        }
    }
}
