/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.gate.Reason;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reads rows as the contract's records, whoever asks; what a viewer may see is {@link Access}'s business. Each method is one
 * or a few indexed queries for any number of items. Thread-safe.
 */
@Component(service = Rows.class)
public final class Rows {

    static final String POSTS = """
            SELECT p.id, p.external, p.topic, p.author, p.number, p.body, p.reply_to, p.created, p.edited, p.editor, p.state,
              p.before, p.taken_by, p.reasons, p.told, p.replies, p.reactions, p.revision, t.space, t.title,
              t.author AS topic_author, t.state AS topic_state, t.taken_by AS topic_taken_by, t.answer, t.first
            FROM forum_post p JOIN forum_topic t ON t.id = p.topic
            WHERE 1""";

    private static final String TOPIC = """
            SELECT t.id, t.external, t.space, t.author, t.title, t.created, t.active, t.last, t.posts, t.numbered, t.first,
              t.answer, t.state, t.before, t.taken_by, t.revision, s.name AS space_name,
              (SELECT a.state FROM forum_post a WHERE a.id = t.answer) AS answer_state
            """;

    static final String TOPICS = TOPIC + "FROM forum_topic t JOIN forum_space s ON s.id = t.space WHERE 1";

    /** Cross joined, so that it walks along the tag. */
    static final String TAGGED = TOPIC
            + "FROM forum_tag g CROSS JOIN forum_topic t ON t.id = g.topic JOIN forum_space s ON s.id = t.space WHERE 1";

    private static final String SPACES = """
            WITH RECURSIVE up (id, parent, depth) AS (
              SELECT id, parent, 0 FROM forum_space WHERE id = ?
              UNION ALL
              SELECT s.id, s.parent, depth + 1 FROM forum_space s JOIN up ON s.id = up.parent WHERE depth < 64)
            SELECT s.* FROM up JOIN forum_space s ON s.id = up.id ORDER BY depth DESC""";

    private final Members members;
    private final Columns columns = new Columns();

    @Activate
    public Rows(@Reference Members members) {
        this.members = members;
    }

    /** A post with what is needed to judge and change it. */
    record PostRow(
            long id,
            Optional<String> external,
            long topic,
            String author,
            int number,
            String body,
            Optional<Long> replyTo,
            Instant created,
            Optional<Instant> edited,
            String editor,
            State state,
            Optional<State> before,
            String takenBy,
            List<Reason> reasons,
            boolean told,
            int replies,
            Map<String, Integer> reactions,
            long revision,
            long space,
            String title,
            String topicAuthor,
            State topicState,
            String topicTakenBy,
            Optional<Long> answer,
            long first) {

        Ref ref() {
            return Refs.post(id);
        }

        boolean isTakenByAuthor() {
            return state == State.DELETED && takenBy.equals(author);
        }

        /** As it is after a change of text in the same unit. */
        PostRow edited(String newBody, String newTitle) {
            return new PostRow(
                    id,
                    external,
                    topic,
                    author,
                    number,
                    newBody,
                    replyTo,
                    created,
                    edited,
                    editor,
                    state,
                    before,
                    takenBy,
                    reasons,
                    told,
                    replies,
                    reactions,
                    revision + 1,
                    space,
                    newTitle,
                    topicAuthor,
                    topicState,
                    topicTakenBy,
                    answer,
                    first);
        }

        boolean opens() {
            return id == first;
        }

        boolean isAnswer() {
            return answer.isPresent() && answer.get() == id;
        }

        /** Who sees it, its topic considered. */
        State seen() {
            return state == State.PUBLISHED ? topicState : state;
        }
    }

    /** A topic with what is needed to judge and change it. */
    record TopicRow(
            long id,
            Optional<String> external,
            long space,
            String spaceName,
            String author,
            String title,
            Instant created,
            Instant active,
            String last,
            int posts,
            long numbered,
            long first,
            Optional<Long> answer,
            State state,
            Optional<State> before,
            String takenBy,
            long revision) {

        Ref ref() {
            return Refs.topic(id);
        }

        /** As it is after a change of title or tags in the same unit. */
        TopicRow edited(String newTitle) {
            return new TopicRow(
                    id,
                    external,
                    space,
                    spaceName,
                    author,
                    newTitle,
                    created,
                    active,
                    last,
                    posts,
                    numbered,
                    first,
                    answer,
                    state,
                    before,
                    takenBy,
                    revision + 1);
        }
    }

    /** A space and its counters. */
    record SpaceRow(
            long id,
            Optional<String> external,
            String name,
            String description,
            Optional<Long> parent,
            boolean isPrivate,
            long topics,
            long posts,
            Optional<Instant> active,
            long revision) {}

    Optional<PostRow> post(Reader reader, long id) {
        return reader.first(new Query(POSTS).and(" AND p.id = ?", id).statement(), this::post);
    }

    Optional<TopicRow> topic(Reader reader, long id) {
        return reader.first(new Query(TOPICS).and(" AND t.id = ?", id).statement(), Rows::topic);
    }

    /** A space after those it lies in, the outermost first; empty if there is none. */
    List<SpaceRow> spaceWithPath(Reader reader, long id) {
        return reader.list(Statement.of(SPACES, id), Rows::space);
    }

    List<SpaceRow> spaces(Reader reader) {
        return reader.list(Statement.of("SELECT * FROM forum_space ORDER BY name, id"), Rows::space);
    }

    /** The number of an item that is named by its own id or by the one it had in an archive. */
    Optional<Long> number(Reader reader, String kind, String id) {
        var own = Refs.number(id);
        if (own.isPresent() && exists(reader, kind, own.getAsLong())) {
            return Optional.of(own.getAsLong());
        }
        return reader.first(
                Statement.of("SELECT id FROM forum_external WHERE kind = ? AND external = ?", kind, id),
                row -> row.number("id"));
    }

    private static boolean exists(Reader reader, String kind, long id) {
        String sql =
                switch (kind) {
                    case Ref.SPACE -> "SELECT count(*) FROM forum_space WHERE id = ?";
                    case Ref.TOPIC -> "SELECT count(*) FROM forum_topic WHERE id = ?";
                    default -> "SELECT count(*) FROM forum_post WHERE id = ?";
                };
        return reader.count(Statement.of(sql, id)) > 0;
    }

    PostRow post(Row row) {
        return new PostRow(
                row.number("id"),
                row.optionalText("external"),
                row.number("topic"),
                row.text("author"),
                (int) row.number("number"),
                row.text("body"),
                optionalNumber(row, "reply_to"),
                row.instant("created"),
                row.optionalInstant("edited"),
                row.text("editor"),
                State.of(row.text("state")),
                row.optionalText("before").map(State::of),
                row.text("taken_by"),
                columns.reasons(row.text("reasons")),
                row.flag("told"),
                (int) row.number("replies"),
                columns.counts(row.text("reactions")),
                row.number("revision"),
                row.number("space"),
                row.text("title"),
                row.text("topic_author"),
                State.of(row.text("topic_state")),
                row.text("topic_taken_by"),
                optionalNumber(row, "answer"),
                row.number("first"));
    }

    static TopicRow topic(Row row) {
        boolean answered = row.text("answer_state").equals("published");
        return new TopicRow(
                row.number("id"),
                row.optionalText("external"),
                row.number("space"),
                row.text("space_name"),
                row.text("author"),
                row.text("title"),
                row.instant("created"),
                row.instant("active"),
                row.text("last"),
                (int) row.number("posts"),
                row.number("numbered"),
                row.number("first"),
                answered ? optionalNumber(row, "answer") : Optional.empty(),
                State.of(row.text("state")),
                row.optionalText("before").map(State::of),
                row.text("taken_by"),
                row.number("revision"));
    }

    static SpaceRow space(Row row) {
        return new SpaceRow(
                row.number("id"),
                row.optionalText("external"),
                row.text("name"),
                row.text("description"),
                optionalNumber(row, "parent"),
                row.flag("private"),
                row.number("topics"),
                row.number("posts"),
                row.optionalInstant("active"),
                row.number("revision"));
    }

    private static Optional<Long> optionalNumber(Row row, String column) {
        return row.isNull(column) ? Optional.empty() : Optional.of(row.number(column));
    }

    /** @param inPrivate whether a space around it is private */
    static Space space(SpaceRow row, boolean inPrivate) {
        return new Space(
                Refs.space(row.id()),
                row.name(),
                row.description(),
                row.parent().map(Refs::space),
                row.isPrivate() || inPrivate);
    }

    /** The tags of each topic, in order. */
    Map<Long, List<String>> tags(Reader reader, Collection<Long> topics) {
        Map<Long, List<String>> tags = new HashMap<>();
        if (!topics.isEmpty()) {
            reader.list(
                    Statement.of(
                            "SELECT topic, tag FROM forum_tag WHERE topic IN (SELECT value FROM json_each(?)) ORDER BY tag",
                            Query.numbers(topics)),
                    row -> tags.computeIfAbsent(row.number("topic"), id -> new ArrayList<>())
                            .add(row.text("tag")));
        }
        return tags;
    }

    List<Topic> topics(Reader reader, List<TopicRow> rows) {
        Map<Long, List<String>> tags =
                tags(reader, rows.stream().map(TopicRow::id).toList());
        Map<String, Author> authors =
                authors(rows.stream().map(TopicRow::author).toList());
        return rows.stream()
                .map(row -> new Topic(
                        row.ref(),
                        Refs.space(row.space()),
                        authors.get(row.author()),
                        row.title(),
                        tags.getOrDefault(row.id(), List.of()),
                        row.created(),
                        row.active(),
                        row.posts(),
                        row.answer().map(Refs::post),
                        row.state(),
                        row.revision()))
                .toList();
    }

    List<Post> posts(Reader reader, List<PostRow> rows) {
        Map<Long, List<Ref>> mentions = new HashMap<>();
        if (!rows.isEmpty()) {
            reader.list(
                    Statement.of(
                            "SELECT post, member FROM forum_mention WHERE post IN (SELECT value FROM json_each(?)) ORDER BY member",
                            Query.numbers(rows.stream().map(PostRow::id).toList())),
                    row -> mentions.computeIfAbsent(row.number("post"), id -> new ArrayList<>())
                            .add(Ref.parse(row.text("member"))));
        }
        Map<String, Author> authors = authors(rows.stream().map(PostRow::author).toList());
        return rows.stream()
                .map(row -> new Post(
                        row.ref(),
                        Refs.topic(row.topic()),
                        Refs.space(row.space()),
                        authors.get(row.author()),
                        row.number(),
                        row.body(),
                        row.replyTo().map(Refs::post),
                        row.created(),
                        row.edited(),
                        row.seen(),
                        row.reactions(),
                        Texts.pictures(row.body()),
                        mentions.getOrDefault(row.id(), List.of()),
                        row.revision()))
                .toList();
    }

    /** Members with their names as they are now; without a name if they are gone. */
    Map<String, Author> authors(Collection<String> refs) {
        Set<Ref> wanted = new HashSet<>();
        refs.forEach(ref -> wanted.add(Ref.parse(ref)));
        Map<Ref, Member> found = wanted.isEmpty() ? Map.of() : members.all(wanted);
        Map<String, Author> authors = new LinkedHashMap<>();
        for (Ref ref : wanted) {
            Member member = found.get(ref);
            authors.put(ref.toString(), new Author(ref, member == null ? "" : member.name()));
        }
        return authors;
    }
}
