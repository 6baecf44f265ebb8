/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.host.forum.content.PostView.Act;
import org.allmende.host.forum.content.Rows.PostRow;
import org.allmende.host.forum.content.Rows.SpaceRow;
import org.allmende.host.forum.content.Rows.TopicRow;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Answers from the store; every answer is read from one consistent state of it. Keeps nothing in memory. */
@Component(service = Content.class)
public final class StoredContent implements Content {

    private final Store store;
    private final Rows rows;
    private final Members members;
    private final Refusals refusals;

    @Activate
    public StoredContent(
            @Reference Tables tables,
            @Reference Store store,
            @Reference Rows rows,
            @Reference Members members,
            @Reference Refusals refusals) {
        this.store = store;
        this.rows = rows;
        this.members = members;
        this.refusals = refusals;
    }

    @Override
    public List<SpaceNode> spaces(Viewer viewer) {
        return read(viewer, (reader, access) -> tree(viewer, reader, access, Optional.empty()));
    }

    @Override
    public SpaceNode space(Viewer viewer, String id) {
        return read(viewer, (reader, access) -> {
            long space = readableSpace(viewer, reader, access, id);
            return tree(viewer, reader, access, Optional.of(space)).getFirst();
        });
    }

    @Override
    public Paged<TopicLine> topics(Viewer viewer, String id, Optional<String> after, int limit) {
        Cursor from = cursor(viewer, after);
        return read(viewer, (reader, access) -> {
            long space = readableSpace(viewer, reader, access, id);
            Query query = access.topics(new Query(Rows.TOPICS).and(" AND t.space = ?", space));
            return lines(
                    reader, byActivity(query, from), limit, row -> row.active().toEpochMilli());
        });
    }

    @Override
    public Paged<TopicLine> latest(Viewer viewer, Optional<String> after, int limit) {
        Cursor from = cursor(viewer, after);
        return read(
                viewer,
                (reader, access) -> lines(
                        reader, byActivity(access.topics(new Query(Rows.TOPICS)), from), limit, row -> row.active()
                                .toEpochMilli()));
    }

    @Override
    public Paged<TopicLine> tagged(Viewer viewer, String tag, Optional<String> after, int limit) {
        Cursor from = cursor(viewer, after);
        return read(viewer, (reader, access) -> {
            Query query = access.topics(
                            new Query(Rows.TAGGED).and(" AND g.tag = ? AND g.topic < ?", Texts.tag(tag), from.id()))
                    .and(" ORDER BY g.topic DESC");
            return lines(reader, query, limit, row -> 0L);
        });
    }

    private static Query byActivity(Query query, Cursor from) {
        return query.and(" AND (t.active, t.id) < (?, ?) ORDER BY t.active DESC, t.id DESC", from.time(), from.id());
    }

    @Override
    public TopicView topic(Viewer viewer, String id) {
        return read(viewer, (reader, access) -> {
            TopicRow row = visibleTopic(viewer, reader, access, id);
            List<SpaceRow> path = rows.spaceWithPath(reader, row.space());
            List<Space> spaces = new ArrayList<>();
            boolean inPrivate = false;
            for (SpaceRow space : path) {
                spaces.add(Rows.space(space, inPrivate));
                inPrivate |= space.isPrivate();
            }
            boolean writes = mayWrite(viewer);
            boolean own = viewer.is(Ref.parse(row.author()));
            boolean open = row.state() == State.PUBLISHED;
            return new TopicView(
                    rows.topics(reader, List.of(row)).getFirst(),
                    row.external(),
                    spaces.removeLast(),
                    spaces,
                    Refs.post(row.first()),
                    writes && open,
                    writes && (own || access.everything()),
                    writes && open && (own || access.everything()));
        });
    }

    @Override
    public Paged<PostView> posts(Viewer viewer, String topic, Optional<String> after, int limit) {
        long from = number(viewer, after);
        return read(viewer, (reader, access) -> {
            TopicRow row = visibleTopic(viewer, reader, access, topic);
            Query query = access.posts(new Query(Rows.POSTS).and(" AND p.topic = ? AND p.number > ?", row.id(), from))
                    .and(" ORDER BY p.number");
            return page(viewer, reader, access, query, limit, post -> String.valueOf(post.number()));
        });
    }

    @Override
    public List<PostView> posts(Viewer viewer, List<Ref> posts) {
        List<Long> ids = posts.stream()
                .map(ref -> Refs.number(ref, Ref.POST))
                .filter(id -> id.isPresent())
                .map(id -> id.getAsLong())
                .toList();
        if (ids.isEmpty()) {
            return List.of();
        }
        return read(viewer, (reader, access) -> {
            Query query = access.posts(
                    new Query(Rows.POSTS).and(" AND p.id IN (SELECT value FROM json_each(?))", Query.numbers(ids)));
            Map<Ref, PostView> found = new HashMap<>();
            views(viewer, reader, access, reader.list(query.statement(), rows::post))
                    .forEach(view -> found.put(view.post().ref(), view));
            return posts.stream()
                    .distinct()
                    .filter(found::containsKey)
                    .map(found::get)
                    .toList();
        });
    }

    @Override
    public Optional<PostView> newest(Viewer viewer, String topic) {
        return read(viewer, (reader, access) -> {
            TopicRow row = visibleTopic(viewer, reader, access, topic);
            Query query = access.posts(new Query(Rows.POSTS).and(" AND p.topic = ?", row.id()))
                    .and(" ORDER BY p.number DESC LIMIT 1");
            return views(viewer, reader, access, reader.list(query.statement(), rows::post)).stream()
                    .findFirst();
        });
    }

    @Override
    public Paged<PostView> replies(Viewer viewer, String post, Optional<String> after, int limit) {
        long from = number(viewer, after);
        return read(viewer, (reader, access) -> {
            PostRow row = visiblePost(viewer, reader, access, post);
            Query query = access.posts(
                            new Query(Rows.POSTS).and(" AND p.reply_to = ? AND p.number > ?", row.id(), from))
                    .and(" ORDER BY p.number");
            return page(viewer, reader, access, query, limit, reply -> String.valueOf(reply.number()));
        });
    }

    @Override
    public PostView post(Viewer viewer, String id) {
        return read(viewer, (reader, access) -> views(
                        viewer, reader, access, List.of(visiblePost(viewer, reader, access, id)))
                .getFirst());
    }

    @Override
    public Optional<String> pageWith(Viewer viewer, String post, int size) {
        return read(viewer, (reader, access) -> {
            PostRow row = visiblePost(viewer, reader, access, post);
            // By number, not by counting: among the next posts after this one it is always one of the first that are
            // shown.
            int before = (row.number() - 1) / size * size;
            return before == 0 ? Optional.empty() : Optional.of(String.valueOf(before));
        });
    }

    @Override
    public Optional<String> pageBefore(Viewer viewer, String topic, String after, int size) {
        long from = number(viewer, Optional.of(after));
        return read(viewer, (reader, access) -> {
            TopicRow row = visibleTopic(viewer, reader, access, topic);
            List<Long> numbers = reader.list(
                    access.posts(new Query(
                                            "SELECT p.number FROM forum_post p JOIN forum_topic t ON t.id = p.topic WHERE 1")
                                    .and(" AND p.topic = ? AND p.number <= ?", row.id(), from))
                            .and(" ORDER BY p.number DESC LIMIT ?", size + 1)
                            .statement(),
                    each -> each.number("number"));
            return numbers.size() <= size ? Optional.empty() : Optional.of(String.valueOf(numbers.get(size)));
        });
    }

    @Override
    public List<Version> history(Viewer viewer, String post) {
        return read(viewer, (reader, access) -> {
            PostRow row = visiblePost(viewer, reader, access, post);
            record Old(long revision, Optional<String> title, String body, String by, Instant at) {}
            List<Old> old = reader.list(
                    Statement.of(
                            "SELECT * FROM forum_revision WHERE post = ? AND (state = 'published' OR ?) ORDER BY revision DESC",
                            row.id(),
                            access.everything() || row.author().equals(access.me())),
                    each -> new Old(
                            each.number("revision"),
                            each.optionalText("title"),
                            each.text("body"),
                            each.text("author"),
                            each.instant("at")));
            Set<String> writers = new HashSet<>();
            old.forEach(each -> writers.add(each.by()));
            String editor = row.editor().isEmpty() ? row.author() : row.editor();
            writers.add(editor);
            Map<String, Author> authors = rows.authors(writers);
            List<Version> versions = new ArrayList<>();
            versions.add(new Version(
                    row.revision(),
                    row.opens() ? Optional.of(row.title()) : Optional.empty(),
                    row.body(),
                    authors.get(editor),
                    row.edited().orElse(row.created()),
                    true));
            old.forEach(each -> versions.add(
                    new Version(each.revision(), each.title(), each.body(), authors.get(each.by()), each.at(), false)));
            return versions;
        });
    }

    @Override
    public List<Author> members(Viewer viewer, String space) {
        if (!viewer.may(Writing.SPACES)) {
            throw refusals.forbidden(viewer, "refused.spaces");
        }
        return read(viewer, (reader, access) -> {
            long id = readableSpace(viewer, reader, access, space);
            List<String> refs = reader.list(
                    Statement.of("SELECT member FROM forum_space_member WHERE space = ?", id),
                    row -> row.text("member"));
            return rows.authors(refs).values().stream()
                    .sorted(Comparator.comparing(Author::name, String.CASE_INSENSITIVE_ORDER))
                    .toList();
        });
    }

    @Override
    public Profile profile(Viewer viewer, Ref member) {
        Member found = members.find(member).orElseThrow(() -> refusals.missing(viewer, "missing.member"));
        return store.read(reader -> reader.first(
                        Statement.of("SELECT * FROM forum_author WHERE author = ?", member),
                        row -> new Profile(
                                found,
                                row.number("topics"),
                                row.number("posts"),
                                row.number("answers"),
                                row.number("reactions"),
                                row.optionalInstant("last")))
                .orElseGet(() -> new Profile(found, 0, 0, 0, 0, Optional.empty())));
    }

    @Override
    public Paged<PostView> contributions(Viewer viewer, Ref member, Optional<String> after, int limit) {
        long from = after.isEmpty() ? Long.MAX_VALUE : number(viewer, after);
        return read(viewer, (reader, access) -> {
            Query query = access.posts(new Query(Rows.POSTS).and(" AND p.author = ? AND p.id < ?", member, from))
                    .and(" ORDER BY p.id DESC");
            return page(viewer, reader, access, query, limit, post -> String.valueOf(post.id()));
        });
    }

    private <T> T read(Viewer viewer, java.util.function.BiFunction<Reader, Access, T> work) {
        return store.read(reader -> work.apply(reader, Access.of(viewer, reader)));
    }

    private Cursor cursor(Viewer viewer, Optional<String> after) {
        return after.map(text -> Cursor.parse(text).orElseThrow(() -> wrongAfter(viewer)))
                .orElse(Cursor.NEWEST);
    }

    private long number(Viewer viewer, Optional<String> after) {
        return after.map(text -> Refs.number(text).orElseThrow(() -> wrongAfter(viewer)))
                .orElse(0L);
    }

    private RuntimeException wrongAfter(Viewer viewer) {
        return refusals.invalid(viewer, "after", "refused.after");
    }

    private long readableSpace(Viewer viewer, Reader reader, Access access, String id) {
        return rows.number(reader, Ref.SPACE, id)
                .filter(access::mayRead)
                .orElseThrow(() -> refusals.missing(viewer, "missing.space"));
    }

    private TopicRow visibleTopic(Viewer viewer, Reader reader, Access access, String id) {
        return rows.number(reader, Ref.TOPIC, id)
                .flatMap(topic -> rows.topic(reader, topic))
                .filter(row -> access.mayRead(row.space()) && access.sees(row.author(), row.state(), row.takenBy()))
                .orElseThrow(() -> refusals.missing(viewer, "missing.topic"));
    }

    private PostRow visiblePost(Viewer viewer, Reader reader, Access access, String id) {
        return rows.number(reader, Ref.POST, id)
                .flatMap(post -> reader.first(
                        access.posts(new Query(Rows.POSTS).and(" AND p.id = ?", post))
                                .statement(),
                        rows::post))
                .orElseThrow(() -> refusals.missing(viewer, "missing.post"));
    }

    private Paged<TopicLine> lines(Reader reader, Query query, int limit, Function<TopicRow, Long> time) {
        List<TopicRow> found = reader.list(query.and(" LIMIT ?", limit + 1).statement(), Rows::topic);
        List<TopicRow> shown = found.size() > limit ? found.subList(0, limit) : found;
        List<Topic> topics = rows.topics(reader, shown);
        Map<String, Author> last =
                rows.authors(shown.stream().map(TopicRow::last).toList());
        List<TopicLine> lines = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            TopicRow row = shown.get(i);
            lines.add(new TopicLine(topics.get(i), row.external(), row.spaceName(), last.get(row.last())));
        }
        return new Paged<>(
                lines,
                found.size() > limit
                        ? Optional.of(new Cursor(
                                        time.apply(shown.getLast()),
                                        shown.getLast().id())
                                .toString())
                        : Optional.empty());
    }

    private Paged<PostView> page(
            Viewer viewer, Reader reader, Access access, Query query, int limit, Function<PostRow, String> cursor) {
        List<PostRow> found = reader.list(query.and(" LIMIT ?", limit + 1).statement(), rows::post);
        List<PostRow> shown = found.size() > limit ? found.subList(0, limit) : found;
        return new Paged<>(
                views(viewer, reader, access, shown),
                found.size() > limit ? Optional.of(cursor.apply(shown.getLast())) : Optional.empty());
    }

    private List<PostView> views(Viewer viewer, Reader reader, Access access, List<PostRow> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        List<Post> posts = rows.posts(reader, found);
        Map<Long, Set<String>> own = ownReactions(reader, access, found);
        Map<Long, PostView.Parent> parents = parents(reader, access, found);
        List<PostView> views = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            PostRow row = found.get(i);
            boolean mine = row.author().equals(access.me());
            views.add(new PostView(
                    posts.get(i),
                    row.external(),
                    row.title(),
                    row.replyTo().map(parents::get),
                    row.replies(),
                    own.getOrDefault(row.id(), Set.of()),
                    row.isAnswer(),
                    mine || access.everything() ? row.reasons() : List.of(),
                    acts(viewer, access, row)));
        }
        return views;
    }

    private static Set<Act> acts(Viewer viewer, Access access, PostRow row) {
        if (!mayWrite(viewer)) {
            return Set.of();
        }
        Set<Act> acts = EnumSet.noneOf(Act.class);
        boolean mine = row.author().equals(access.me());
        boolean deleted = row.state() == State.DELETED;
        if ((mine || access.everything()) && !deleted) {
            acts.add(Act.EDIT);
            acts.add(Act.DELETE);
        }
        boolean others = access.everything() && !row.isTakenByAuthor();
        if (row.state() != State.PUBLISHED && others || deleted && mine) {
            acts.add(Act.RESTORE);
        }
        if (row.seen() == State.PUBLISHED && viewer.member().isPresent()) {
            acts.add(Act.REACT);
            acts.add(Act.REPLY);
            if (row.topicAuthor().equals(access.me()) || access.everything()) {
                acts.add(row.isAnswer() ? Act.UNACCEPT : Act.ACCEPT);
            }
        }
        if (row.opens()) {
            acts.remove(Act.ACCEPT);
        }
        return acts;
    }

    private static boolean mayWrite(Viewer viewer) {
        return viewer.may(Permission.TAKE_PART)
                && viewer.member().filter(Member::suspended).isEmpty();
    }

    private static Map<Long, Set<String>> ownReactions(Reader reader, Access access, List<PostRow> found) {
        Map<Long, Set<String>> own = new HashMap<>();
        List<Long> reacted = found.stream()
                .filter(row -> !row.reactions().isEmpty())
                .map(PostRow::id)
                .toList();
        if (!access.me().isEmpty() && !reacted.isEmpty()) {
            reader.list(
                    Statement.of(
                            "SELECT post, word FROM forum_reaction WHERE member = ? AND post IN (SELECT value FROM json_each(?))",
                            access.me(),
                            Query.numbers(reacted)),
                    row -> own.computeIfAbsent(row.number("post"), id -> new LinkedHashSet<>())
                            .add(row.text("word")));
        }
        return own;
    }

    private Map<Long, PostView.Parent> parents(Reader reader, Access access, List<PostRow> found) {
        Set<Long> wanted = new HashSet<>();
        found.forEach(row -> row.replyTo().ifPresent(wanted::add));
        if (wanted.isEmpty()) {
            return Map.of();
        }
        record Answered(long id, int number, String author) {}
        List<Answered> answered = reader.list(
                access.posts(new Query(
                                "SELECT p.id, p.number, p.author FROM forum_post p JOIN forum_topic t ON t.id = p.topic WHERE 1"
                                        + " AND p.id IN (SELECT value FROM json_each(?))",
                                Query.numbers(wanted)))
                        .statement(),
                row -> new Answered(row.number("id"), (int) row.number("number"), row.text("author")));
        Map<String, Author> authors =
                rows.authors(answered.stream().map(Answered::author).toList());
        Map<Long, PostView.Parent> parents = new HashMap<>();
        answered.forEach(each -> parents.put(
                each.id(), new PostView.Parent(String.valueOf(each.id()), each.number(), authors.get(each.author()))));
        return parents;
    }

    /** The spaces that a viewer may read as trees; only the one from {@code root} if given. */
    private List<SpaceNode> tree(Viewer viewer, Reader reader, Access access, Optional<Long> root) {
        List<SpaceRow> readable = rows.spaces(reader).stream()
                .filter(row -> access.mayRead(row.id()))
                .toList();
        Map<Long, SpaceRow> byId = new HashMap<>();
        Map<Long, List<SpaceRow>> byParent = new HashMap<>();
        for (SpaceRow row : readable) {
            byId.put(row.id(), row);
            byParent.computeIfAbsent(row.parent().orElse(0L), id -> new ArrayList<>())
                    .add(row);
        }
        boolean writes = mayWrite(viewer);
        if (root.isEmpty()) {
            return byParent.getOrDefault(0L, List.of()).stream()
                    .map(row -> node(row, List.of(), false, byParent, writes))
                    .toList();
        }
        List<SpaceRow> up = new ArrayList<>();
        for (Optional<Long> at = byId.get(root.get()).parent();
                at.isPresent() && byId.containsKey(at.get()) && up.size() < 64;
                at = byId.get(at.get()).parent()) {
            up.add(byId.get(at.get()));
        }
        Collections.reverse(up);
        List<Space> path = new ArrayList<>();
        boolean inPrivate = false;
        for (SpaceRow each : up) {
            path.add(Rows.space(each, inPrivate));
            inPrivate |= each.isPrivate();
        }
        return List.of(node(byId.get(root.get()), path, inPrivate, byParent, writes));
    }

    private static SpaceNode node(
            SpaceRow row, List<Space> path, boolean inPrivate, Map<Long, List<SpaceRow>> byParent, boolean writes) {
        Space space = Rows.space(row, inPrivate);
        List<Space> below = new ArrayList<>(path);
        below.add(space);
        List<SpaceNode> children = path.size() >= 64
                ? List.of()
                : byParent.getOrDefault(row.id(), List.of()).stream()
                        .map(child -> node(child, below, space.isPrivate(), byParent, writes))
                        .toList();
        return new SpaceNode(space, row.external(), row.topics(), row.posts(), row.active(), path, children, writes);
    }
}
