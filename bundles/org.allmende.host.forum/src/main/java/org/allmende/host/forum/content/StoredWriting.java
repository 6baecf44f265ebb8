/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Permission;
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
 * Does each act in three steps: reads and checks, asks the gates where something is published (outside of any read), makes
 * and keeps the unit. Where somebody was faster and the act did not depend on what they changed, it is done again.
 */
@Component(service = Writing.class)
public final class StoredWriting implements Writing {

    private static final int ATTEMPTS = 5;
    private static final Duration ONCE_KEPT = Duration.ofDays(7);

    private final Store store;
    private final Ids ids;
    private final Gates gates;
    private final Members members;
    private final Clock clock;
    private final Rows rows;
    private final Posting posting;
    private final Transitions transitions;
    private final Notices notices;
    private final Refusals refusals;

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
            @Reference Refusals refusals) {
        this.store = store;
        this.ids = ids;
        this.gates = gates;
        this.members = members;
        this.clock = clock;
        this.rows = rows;
        this.posting = posting;
        this.transitions = transitions;
        this.notices = notices;
        this.refusals = refusals;
    }

    @Override
    public Posted openTopic(Viewer viewer, NewTopic given, Optional<String> once) {
        Ref me = writer(viewer);
        String title = title(viewer, given.title());
        String body = body(viewer, given.body());
        List<String> tags = tags(viewer, given.tags());
        Optional<String> key = once.map(text -> key(me, "topic", text));
        Optional<Posted> before = key.flatMap(this::postedBefore);
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
            Viewer viewer, String topicId, String givenBody, Optional<String> replyTo, Optional<String> once) {
        Ref me = writer(viewer);
        String body = body(viewer, givenBody);
        Optional<String> key = once.map(text -> key(me, "post", text));
        Optional<Posted> before = key.flatMap(this::postedBefore);
        if (before.isPresent()) {
            return before.get();
        }
        record Target(TopicRow topic, Optional<PostRow> parent) {}
        Supplier<Target> target = () -> store.read(reader -> {
            Access access = Access.of(viewer, reader);
            TopicRow topic = topic(viewer, reader, access, topicId);
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
                .filter(row -> row.topic() == topic.id() && sees(access, row))
                .orElseThrow(() -> refusals.invalid(viewer, "replyTo", "refused.reply-to"));
    }

    @Override
    public Posted edit(Viewer viewer, String id, Edit edit) {
        Ref me = writer(viewer);
        Optional<String> body = edit.body().map(text -> body(viewer, text));
        Optional<String> title = edit.title().map(text -> title(viewer, text));
        Optional<List<String>> tags = edit.tags().map(list -> tags(viewer, list));
        PostRow judged = store.read(reader -> editable(viewer, reader, id, edit));
        if ((title.isPresent() || tags.isPresent()) && !judged.opens()) {
            throw refusals.invalid(viewer, title.isPresent() ? "title" : "tags", "refused.not-first");
        }
        boolean mine = judged.author().equals(me.toString());
        boolean words = body.filter(text -> !text.equals(judged.body())).isPresent()
                || title.filter(text -> !text.equals(judged.title())).isPresent();
        Verdict verdict = mine && words
                ? judge(
                        viewer,
                        new Draft(
                                viewer,
                                Refs.space(judged.space()),
                                Optional.of(Refs.topic(judged.topic())),
                                judged.opens() ? Optional.of(title.orElse(judged.title())) : Optional.empty(),
                                body.orElse(judged.body()),
                                Optional.of(judged.ref())))
                : Verdict.allow();
        return changed(
                viewer,
                edit.revision().isPresent(),
                () -> store.read(reader -> {
                    PostRow row = editable(viewer, reader, id, edit);
                    return edited(
                            viewer,
                            reader,
                            row,
                            me,
                            body.orElse(row.body()),
                            title.orElse(row.title()),
                            tags,
                            verdict,
                            mine && words);
                }));
    }

    private PostRow editable(Viewer viewer, Reader reader, String id, Edit edit) {
        Access access = Access.of(viewer, reader);
        PostRow row = post(viewer, reader, access, id);
        ownOrModerated(viewer, access, row);
        if (row.state() == State.DELETED) {
            throw refusals.conflict(viewer, "refused.deleted");
        }
        if (edit.revision().filter(expected -> expected != row.revision()).isPresent()) {
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
            Verdict verdict,
            boolean judged) {
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
        if (judged && verdict.decision() == Decision.HOLD && row.state() != State.HIDDEN) {
            change = Optional.of(Change.hold(Optional.of(me), held(viewer, verdict), now));
        } else if (judged && row.state() == State.HELD) {
            change = Optional.of(Change.publish(Optional.of(me), now));
        }
        if (change.isPresent()) {
            unit = unit.and(transitions.item(reader, after, topic, change.get()));
        }
        return new Outcome(row.ref(), unit);
    }

    private Unit text(Reader reader, PostRow row, Ref me, String body, Instant now) {
        Set<Ref> named = new LinkedHashSet<>(notices.mentioned(body));
        Set<Ref> before = new HashSet<>(reader.list(
                Statement.of("SELECT member FROM forum_mention WHERE post = ?", row.id()),
                each -> Ref.parse(each.text("member"))));
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of("""
                INSERT INTO forum_revision (post, revision, title, body, author, at)
                SELECT id, revision, ?, body, ifnull(editor, author), ifnull(edited, created) FROM forum_post WHERE id = ?""", row.opens() ? row.title() : null, row.id()));
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
    public Posted delete(Viewer viewer, String id) {
        Ref me = writer(viewer);
        return changed(
                viewer,
                false,
                () -> store.read(reader -> {
                    Access access = Access.of(viewer, reader);
                    PostRow row = post(viewer, reader, access, id);
                    ownOrModerated(viewer, access, row);
                    if (row.state() == State.DELETED) {
                        return new Outcome(row.ref(), Unit.nothing());
                    }
                    TopicRow topic = rows.topic(reader, row.topic()).orElseThrow();
                    Change change = Change.delete(row.state(), me, row.reasons(), clock.instant());
                    boolean alone = row.opens() && row.author().equals(me.toString()) && othersWrote(reader, row);
                    return new Outcome(
                            row.ref(),
                            alone
                                    ? transitions.post(reader, row, change)
                                    : transitions.item(reader, row, topic, change));
                }));
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
        Ref me = writer(viewer);
        return changed(
                viewer,
                false,
                () -> store.read(reader -> {
                    Access access = Access.of(viewer, reader);
                    PostRow row = post(viewer, reader, access, id);
                    ownOrModerated(viewer, access, row);
                    if (row.seen() == State.PUBLISHED) {
                        return new Outcome(row.ref(), Unit.nothing());
                    }
                    TopicRow topic = rows.topic(reader, row.topic()).orElseThrow();
                    Instant now = clock.instant();
                    if (access.everything()) {
                        return new Outcome(
                                row.ref(), transitions.item(reader, row, topic, Change.publish(Optional.of(me), now)));
                    }
                    if (row.state() != State.DELETED) {
                        throw refusals.forbidden(viewer, "refused.restore");
                    }
                    // The first post of a topic that was taken away meanwhile goes where that is.
                    boolean joins = row.opens() && topic.state() != State.PUBLISHED && topic.state() != State.DELETED;
                    State before = joins ? topic.state() : row.before().orElse(State.PUBLISHED);
                    Change back = new Change(before, Optional.empty(), Optional.of(me), row.reasons(), now);
                    return new Outcome(row.ref(), transitions.item(reader, row, topic, back));
                }));
    }

    @Override
    public void react(Viewer viewer, String id, String word) {
        Ref me = writer(viewer);
        if (!Reactions.WORDS.contains(word)) {
            throw refusals.invalid(viewer, "reaction", "refused.reaction", "words", String.join(", ", Reactions.WORDS));
        }
        PostRow row = store.read(reader -> reacted(viewer, reader, id));
        Instant now = clock.instant();
        Unit unit = Unit.of(
                        Statement.of(
                                        "INSERT OR IGNORE INTO forum_reaction (post, word, member, at) VALUES (?, ?, ?, ?)",
                                        row.id(),
                                        word,
                                        me,
                                        now)
                                .expecting(1),
                        Posting.reactions(row.id()),
                        received(row.author(), 1))
                .and(Unit.of(notices.reacted(Ref.parse(row.author()), me, row.id(), now)))
                .event(Occurrence.of(Event.POST_REACTIONS, row.ref(), row.revision(), me));
        unlessDone(unit);
    }

    @Override
    public void unreact(Viewer viewer, String id, String word) {
        Ref me = writer(viewer);
        PostRow row = store.read(reader -> reacted(viewer, reader, id));
        Unit unit = Unit.of(
                        Statement.of(
                                        "DELETE FROM forum_reaction WHERE post = ? AND word = ? AND member = ?",
                                        row.id(),
                                        word,
                                        me)
                                .expecting(1),
                        Posting.reactions(row.id()),
                        received(row.author(), -1))
                .and(Unit.of(notices.unreacted(Ref.parse(row.author()), me, row.id())))
                .event(Occurrence.of(Event.POST_REACTIONS, row.ref(), row.revision(), me));
        unlessDone(unit);
    }

    private PostRow reacted(Viewer viewer, Reader reader, String id) {
        PostRow row = post(viewer, reader, Access.of(viewer, reader), id);
        if (row.seen() != State.PUBLISHED) {
            throw refusals.conflict(viewer, "refused.not-published");
        }
        return row;
    }

    /** Keeps a unit whose first statement finds out that it was kept before. */
    private void unlessDone(Unit unit) {
        try {
            store.writeNow(unit);
        } catch (Store.Conflict done) {
            // Given or taken back already: as wanted.
        }
    }

    private static Statement received(String author, int more) {
        return Statement.of("UPDATE forum_author SET reactions = reactions + ? WHERE author = ?", more, author);
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
        Ref me = writer(viewer);
        changed(
                viewer,
                false,
                () -> store.read(reader -> {
                    Access access = Access.of(viewer, reader);
                    PostRow row = post(viewer, reader, access, id);
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
    public Ref createSpace(Viewer viewer, NewSpace given, Optional<String> once) {
        Ref me = writer(viewer);
        if (!viewer.may(SPACES)) {
            throw refusals.forbidden(viewer, "refused.spaces");
        }
        String name = line(viewer, "name", given.name(), NAME_LIMIT);
        String description = Texts.body(given.description());
        limit(viewer, "description", description, 2000);
        Optional<String> key = once.map(text -> key(me, "space", text));
        Optional<Ref> before = key.flatMap(this::itemBefore).map(Refs::space);
        if (before.isPresent()) {
            return before.get();
        }
        Optional<Long> parent = given.parent()
                .map(id -> store.read(reader -> rows.number(reader, Ref.SPACE, id)
                        .filter(Access.of(viewer, reader)::mayRead)
                        .orElseThrow(() -> refusals.invalid(viewer, "parent", "missing.space"))));
        given.members().forEach(member -> {
            if (members.find(member).isEmpty()) {
                throw refusals.invalid(viewer, "members", "refused.member", "member", member.id());
            }
        });
        long id = ids.next();
        List<Statement> all = new ArrayList<>();
        all.add(Statement.of(
                        """
                        INSERT INTO forum_space (id, name, description, parent, private, created)
                        SELECT ?, ?, ?, ?, ?, ?
                        WHERE NOT EXISTS (SELECT 1 FROM forum_space WHERE ifnull(parent, 0) = ? AND name = ?)""",
                        id,
                        name,
                        description,
                        parent.orElse(null),
                        given.isPrivate(),
                        clock.instant(),
                        parent.orElse(0L),
                        name)
                .expecting(1));
        if (given.isPrivate()) {
            Set<Ref> readers = new LinkedHashSet<>(given.members());
            readers.add(me);
            readers.forEach(member -> all.add(admitted(id, member)));
        }
        Unit unit = Unit.of(all).event(Occurrence.of(Event.SPACE_CREATED, Refs.space(id), 1, me));
        try {
            store.writeNow(keyed(unit, key, id));
            return Refs.space(id);
        } catch (Store.Duplicate done) {
            return key.flatMap(this::itemBefore).map(Refs::space).orElseThrow(() -> done);
        } catch (Store.Conflict taken) {
            throw refusals.conflict(viewer, "refused.space-name");
        }
    }

    private static Statement admitted(long space, Ref member) {
        return Statement.of("INSERT OR IGNORE INTO forum_space_member (member, space) VALUES (?, ?)", member, space);
    }

    @Override
    public void admit(Viewer viewer, String space, Ref member) {
        if (members.find(member).isEmpty()) {
            throw refusals.invalid(viewer, "member", "refused.member", "member", member.id());
        }
        readers(viewer, space, id -> admitted(id, member));
    }

    @Override
    public void dismiss(Viewer viewer, String space, Ref member) {
        readers(
                viewer,
                space,
                id -> Statement.of("DELETE FROM forum_space_member WHERE member = ? AND space = ?", member, id));
    }

    private void readers(Viewer viewer, String space, Function<Long, Statement> change) {
        Ref me = writer(viewer);
        if (!viewer.may(SPACES)) {
            throw refusals.forbidden(viewer, "refused.spaces");
        }
        record Found(long id, long revision) {}
        Found found = store.read(reader -> rows.number(reader, Ref.SPACE, space)
                .filter(Access.of(viewer, reader)::mayRead)
                .map(id ->
                        new Found(id, rows.spaceWithPath(reader, id).getLast().revision()))
                .orElseThrow(() -> refusals.missing(viewer, "missing.space")));
        store.writeNow(Unit.of(
                        change.apply(found.id()).expecting(1),
                        Statement.of("UPDATE forum_space SET revision = revision + 1 WHERE id = ?", found.id()))
                .event(Occurrence.of(Event.SPACE_CHANGED, Refs.space(found.id()), found.revision() + 1, me)));
    }

    /** Who writes; throws if they may not. */
    private Ref writer(Viewer viewer) {
        Member member = viewer.member().orElseThrow(() -> refusals.forbidden(viewer, "refused.sign-in"));
        if (member.suspended()) {
            throw refusals.forbidden(viewer, "refused.suspended");
        }
        if (!viewer.may(Permission.TAKE_PART)) {
            throw refusals.forbidden(viewer, "refused.permission");
        }
        return member.ref();
    }

    private TopicRow topic(Viewer viewer, Reader reader, Access access, String id) {
        return rows.number(reader, Ref.TOPIC, id)
                .flatMap(number -> rows.topic(reader, number))
                .filter(row -> access.mayRead(row.space()) && access.sees(row.author(), row.state(), row.takenBy()))
                .orElseThrow(() -> refusals.missing(viewer, "missing.topic"));
    }

    private PostRow post(Viewer viewer, Reader reader, Access access, String id) {
        return rows.number(reader, Ref.POST, id)
                .flatMap(number -> rows.post(reader, number))
                .filter(row -> sees(access, row))
                .orElseThrow(() -> refusals.missing(viewer, "missing.post"));
    }

    private static boolean sees(Access access, PostRow row) {
        return access.mayRead(row.space())
                && access.sees(row.author(), row.state(), row.takenBy())
                && access.sees(row.topicAuthor(), row.topicState(), row.topicTakenBy());
    }

    private void ownOrModerated(Viewer viewer, Access access, PostRow row) {
        if (!access.everything() && !row.author().equals(access.me())) {
            throw refusals.forbidden(viewer, "refused.not-yours");
        }
    }

    private String title(Viewer viewer, String given) {
        return line(viewer, "title", given, TITLE_LIMIT);
    }

    private String line(Viewer viewer, String field, String given, int most) {
        String text = Texts.line(given);
        if (Texts.isEmpty(text)) {
            throw refusals.invalid(viewer, field, "refused.empty");
        }
        limit(viewer, field, text, most);
        return text;
    }

    private String body(Viewer viewer, String given) {
        String text = Texts.body(given);
        if (Texts.isEmpty(text)) {
            throw refusals.invalid(viewer, "body", "refused.empty");
        }
        limit(viewer, "body", text, BODY_LIMIT);
        return text;
    }

    private void limit(Viewer viewer, String field, String text, int most) {
        int length = Texts.length(text);
        if (length > most) {
            throw refusals.tooLong(viewer, field, most, length);
        }
    }

    private List<String> tags(Viewer viewer, List<String> given) {
        Set<String> tags = new LinkedHashSet<>();
        for (String each : given) {
            String tag = Texts.tag(each);
            if (!Texts.isEmpty(tag)) {
                limit(viewer, "tags", tag, TAG_LIMIT);
                tags.add(tag);
            }
        }
        if (tags.size() > TAGS_LIMIT) {
            throw refusals.invalid(viewer, "tags", "refused.tags", "limit", TAGS_LIMIT);
        }
        return List.copyOf(tags);
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

    private static String key(Ref me, String what, String once) {
        return "forum:" + what + ":" + me + ":" + once;
    }

    private Optional<Long> itemBefore(String key) {
        return store.read(reader -> reader.first(
                Statement.of("SELECT item FROM forum_once WHERE key = ?", key), row -> row.number("item")));
    }

    private Optional<Posted> postedBefore(String key) {
        return itemBefore(key).flatMap(this::posted);
    }

    private Optional<Posted> posted(long post) {
        return store.read(reader -> rows.post(reader, post)
                .map(row -> new Posted(Refs.topic(row.topic()), row.ref(), row.seen(), row.revision(), row.reasons())));
    }

    private Unit keyed(Unit unit, Optional<String> key, long item) {
        if (key.isEmpty()) {
            return unit;
        }
        Instant now = clock.instant();
        return unit.and(
                        Statement.of("DELETE FROM forum_once WHERE at < ?", now.minus(ONCE_KEPT)),
                        Statement.of("INSERT INTO forum_once (key, item, at) VALUES (?, ?, ?)", key.get(), item, now))
                .once(key.get());
    }

    private Posted posted(Viewer viewer, Optional<String> key, Supplier<Posting.Made> maker) {
        for (int attempt = 1; ; attempt++) {
            Posting.Made made = maker.get();
            try {
                store.writeNow(keyed(made.unit(), key, made.post()));
                return made.posted();
            } catch (Store.Duplicate done) {
                return key.flatMap(this::postedBefore).orElseThrow(() -> done);
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
            Outcome outcome = maker.get();
            try {
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
