/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.member.Accounts;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.api.text.Phrases;
import org.allmende.host.forum.content.Erasure;
import org.allmende.host.forum.content.Posting;
import org.allmende.host.forum.content.Refs;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Keeps entries in big units, each once: what was imported before is left as it is now, edited or deleted or erased. No gate
 * is asked and nobody is told; each topic and post has its event. For one thread.
 *
 * <p>A unit that meets a change made at the same time is made again; one that can't be kept is halved until the entry at
 * fault is found.
 */
final class Intake {

    private static final int BATCH = 1000;
    private static final int ATTEMPTS = 5;
    private static final int REMEMBERED = 100_000;

    private final Store store;
    private final Ids ids;
    private final Accounts accounts;
    private final Clock clock;
    private final Phrases phrases;
    private final Report report;
    private final JsonMapper json = JsonMapper.builder().build();

    private final Map<String, Writer> writers = new Recent<>(REMEMBERED);
    private final Map<String, Long> spaces = new Recent<>(10_000);

    private final Batch<Entry.Person> persons = new Batch<>(this::persons);
    private final Batch<Entry.Thread> threads = new Batch<>(this::threads);
    private final Batch<Entry.Reply> replies = new Batch<>(this::replies);
    private final Batch<Entry.Thread> answered = new Batch<>(this::answers);
    private final Batch<Entry.Reply> linked = new Batch<>(this::links);
    private final List<Pending<Entry.Place>> places = new ArrayList<>();

    /** Spaces that this import has made. */
    private final Set<String> fresh = new HashSet<>();

    private boolean loose;
    private boolean left;
    /** Whether this is not the first time through: what was there then is not counted again, what is missing now is told. */
    private boolean again;

    Intake(Store store, Ids ids, Accounts accounts, Clock clock, Phrases phrases, Report report) {
        this.store = store;
        this.ids = ids;
        this.accounts = accounts;
        this.clock = clock;
        this.phrases = phrases;
        this.report = report;
    }

    /** An entry and the line it stands on. */
    private record Pending<E>(Report.Place place, E entry) {}

    /** A member as the author of something. */
    private record Writer(Ref ref, boolean gone) {}

    /** Entries that wait until there are enough for a unit. */
    private final class Batch<E> {

        private final Consumer<List<Pending<E>>> keep;
        private List<Pending<E>> waiting = new ArrayList<>();

        Batch(Consumer<List<Pending<E>>> keep) {
            this.keep = keep;
        }

        void add(Report.Place place, E entry) {
            waiting.add(new Pending<>(place, entry));
            if (waiting.size() >= BATCH) {
                flush();
            }
        }

        void flush() {
            List<Pending<E>> full = waiting;
            waiting = new ArrayList<>();
            if (!full.isEmpty()) {
                keep.accept(full);
            }
        }
    }

    /** Before all: spaces, so that a private one is private before anything lies in it. */
    void spaces(Report.Place place, Entry entry) {
        if (entry instanceof Entry.Place space) {
            places.add(new Pending<>(place, space));
        }
    }

    void endSpaces() {
        List<Pending<Entry.Place>> waiting = new ArrayList<>(places);
        // A space after the one it lies in, however they are ordered.
        for (boolean progress = true; progress && !waiting.isEmpty(); ) {
            progress = waiting.removeIf(pending -> {
                Optional<Long> parent = pending.entry().parent().flatMap(this::space);
                if (pending.entry().parent().isPresent() && parent.isEmpty()) {
                    return false;
                }
                place(pending, parent);
                return true;
            });
        }
        places.removeAll(waiting);
        waiting.forEach(pending -> report.bad(
                pending.place(),
                phrases.get(
                        "import.unknown-parent", "id", pending.entry().parent().orElse(""))));
    }

    /** The first time through: everything, as it comes. What refers to what is not yet there is left for later. */
    void first(Report.Place place, Entry entry) {
        switch (entry) {
            case Entry.Person person -> {
                person.doubts().forEach(doubt -> report.note(place, doubt));
                persons.add(place, person);
            }
            case Entry.Place any -> {
                // There already.
            }
            case Entry.Thread thread -> {
                loose |= thread.answer().isPresent();
                threads.add(place, thread);
            }
            case Entry.Reply reply -> replies.add(place, reply);
        }
    }

    void endFirst() {
        replies.flush();
        threads.flush();
        persons.flush();
        places.forEach(this::admit);
        places.clear();
        again = true;
    }

    /** Whether something was left for later, so that the files must be gone through again for topics and for posts. */
    boolean leftSomething() {
        return left;
    }

    /** Topics that were left; those that are still not complete are told. */
    void topics(Report.Place place, Entry entry) {
        if (entry instanceof Entry.Thread thread) {
            threads.add(place, thread);
        }
    }

    void endTopics() {
        threads.flush();
    }

    /** Posts that were left; those that are still not complete are told. */
    void posts(Report.Place place, Entry entry) {
        if (entry instanceof Entry.Reply reply) {
            replies.add(place, reply);
        }
    }

    void endPosts() {
        replies.flush();
    }

    /** Whether anything refers to what came after it, so that {@link #links(Report.Place, Entry)} is needed. */
    boolean hasLooseEnds() {
        return loose;
    }

    /** The last time through: accepted answers, and posts that answer later ones. */
    void links(Report.Place place, Entry entry) {
        if (entry instanceof Entry.Thread thread && thread.answer().isPresent()) {
            answered.add(place, thread);
        }
        if (entry instanceof Entry.Reply reply && reply.replyTo().isPresent()) {
            linked.add(place, reply);
        }
    }

    void endLinks() {
        answered.flush();
        linked.flush();
    }

    private void persons(List<Pending<Entry.Person>> batch) {
        keep(batch, part -> {
            Map<String, Ref> known = accounts.byExternalId(
                    part.stream().map(each -> each.entry().id()).collect(Collectors.toSet()));
            Set<String> seen = new HashSet<>(known.keySet());
            List<Statement> statements = new ArrayList<>();
            List<Occurrence> events = new ArrayList<>();
            Counts counts = new Counts();
            for (Pending<Entry.Person> each : part) {
                Entry.Person person = each.entry();
                if (seen.add(person.id())) {
                    Unit joining = accounts.imported(
                            accounts.next(),
                            new Accounts.Arrival(
                                    person.id(),
                                    person.name(),
                                    person.joined().orElseGet(clock::instant),
                                    person.locale(),
                                    person.zone()));
                    statements.addAll(joining.statements());
                    events.addAll(joining.events());
                    counts.members++;
                } else {
                    counts.known++;
                }
            }
            return new Made(Unit.of(statements).event(events.toArray(Occurrence[]::new)), counts);
        });
    }

    private void place(Pending<Entry.Place> pending, Optional<Long> parent) {
        Entry.Place place = pending.entry();
        if (space(place.id()).isPresent()) {
            report.known++;
            return;
        }
        keep(List.of(pending), part -> {
            Counts counts = new Counts();
            // A space of this name in this place is taken to be the one meant.
            Optional<Long> same = store.read(reader -> named(reader, place.name(), parent));
            if (same.isPresent()) {
                counts.known++;
                return new Made(Unit.of(external(Ref.SPACE, place.id(), same.get())), counts);
            }
            counts.spaces++;
            long id = ids.next();
            Unit unit = made(
                    id,
                    place.id(),
                    place.name(),
                    place.description(),
                    parent,
                    place.isPrivate(),
                    place.created().orElseGet(clock::instant));
            return new Made(unit, counts);
        });
        spaces.remove(place.id());
        fresh.add(place.id());
    }

    /** Lets the members of a space in that this import has made. */
    private void admit(Pending<Entry.Place> pending) {
        Entry.Place place = pending.entry();
        if (place.members().isEmpty() || !fresh.contains(place.id())) {
            return;
        }
        long id = space(place.id()).orElseThrow();
        Map<String, Ref> members = accounts.byExternalId(place.members());
        place.members().stream()
                .filter(member -> !members.containsKey(member))
                .forEach(member -> report.note(pending.place(), phrases.get("import.unknown-author", "id", member)));
        keep(
                List.of(pending),
                part -> new Made(
                        Unit.of(members.values().stream()
                                .map(member -> Statement.of(
                                        "INSERT OR IGNORE INTO forum_space_member (member, space) VALUES (?, ?)",
                                        member,
                                        id))
                                .toList()),
                        new Counts()));
    }

    private static Unit made(
            long id,
            String external,
            String name,
            String description,
            Optional<Long> parent,
            boolean isPrivate,
            Instant created) {
        return Unit.of(
                        Statement.of("""
                                INSERT INTO forum_space (id, external, name, description, parent, private, created)
                                VALUES (?, ?, ?, ?, ?, ?, ?)""", id, external, name, description, parent.orElse(null), isPrivate, created),
                        external(Ref.SPACE, external, id))
                .event(Occurrence.of(Event.SPACE_CREATED, Refs.space(id), 1));
    }

    private static Optional<Long> named(Reader reader, String name, Optional<Long> parent) {
        return reader.first(
                Statement.of(
                        "SELECT id FROM forum_space WHERE ifnull(parent, 0) = ? AND name = ?", parent.orElse(0L), name),
                row -> row.number("id"));
    }

    /** A space by its id in the archive. */
    private Optional<Long> space(String external) {
        Long known = spaces.get(external);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Long> found = Optional.ofNullable(store.read(reader -> externals(reader, Ref.SPACE, Set.of(external)))
                .get(external));
        found.ifPresent(id -> spaces.put(external, id));
        return found;
    }

    private void threads(List<Pending<Entry.Thread>> batch) {
        persons.flush();
        keep(batch, part -> {
            Totals totals = new Totals();
            Set<String> seen = known(Ref.TOPIC, part, Entry.Thread::id);
            Map<String, Writer> authors = writers(part, Entry.Thread::author, Entry.Thread::reactions);
            Map<String, Long> places = new HashMap<>();
            for (Pending<Entry.Thread> each : part) {
                Entry.Thread thread = each.entry();
                if (!seen.add(thread.id())) {
                    totals.counts.known++;
                    continue;
                }
                Writer author = authors.get(thread.author());
                if (author == null) {
                    missing(totals, each.place(), "import.unknown-author", thread.author());
                    continue;
                }
                if (author.gone()) {
                    totals.counts.known++;
                    continue;
                }
                long space = places.computeIfAbsent(thread.space(), name -> placeOf(name, thread.created(), totals));
                thread(each, author.ref(), space, authors, totals);
            }
            return totals.made();
        });
    }

    /** Something that an entry refers to: looked for again later, and told if it is missing then. */
    private void missing(Totals totals, Report.Place place, String key, String id) {
        if (again) {
            totals.problems.add(() -> report.bad(place, phrases.get(key, "id", id)));
        } else {
            left = true;
        }
    }

    /** The space that a topic names, by its id in the archive or by its name; made if there is none. */
    private long placeOf(String name, Instant created, Totals totals) {
        Optional<Long> found = space(name);
        if (found.isPresent()) {
            return found.get();
        }
        Optional<Long> same = store.read(reader -> named(reader, name, Optional.empty()));
        if (same.isPresent()) {
            totals.statements.add(external(Ref.SPACE, name, same.get()));
            return same.get();
        }
        long id = ids.next();
        Unit unit = made(id, name, name, "", Optional.empty(), false, created);
        totals.statements.addAll(unit.statements());
        totals.events.addAll(unit.events());
        totals.counts.spaces++;
        return id;
    }

    private void thread(
            Pending<Entry.Thread> pending, Ref author, long space, Map<String, Writer> authors, Totals totals) {
        Entry.Thread thread = pending.entry();
        long topic = ids.next();
        long post = ids.next();
        boolean published = thread.state() == State.PUBLISHED;
        totals.statements.add(Statement.of(
                """
                INSERT INTO forum_topic (id, external, space, author, title, created, active, last, posts, numbered, first,
                  state, before, taken_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?)""",
                topic,
                thread.id(),
                space,
                author,
                thread.title(),
                thread.created(),
                thread.created(),
                author,
                published ? 1 : 0,
                post,
                thread.state().word(),
                before(thread.state()),
                takenBy(thread.state(), author)));
        totals.external(thread.id(), topic);
        totals.statements.add(inserted(
                post, null, topic, author, 1, thread.body(), null, thread.created(), thread.edited(), thread.state()));
        thread.tags()
                .forEach(tag -> totals.statements.add(
                        Statement.of("INSERT OR IGNORE INTO forum_tag (tag, topic) VALUES (?, ?)", tag, topic)));
        reactions(pending.place(), post, author, thread.created(), thread.reactions(), authors, totals);
        totals.events.add(Occurrence.of(Event.TOPIC_CREATED, Refs.topic(topic), 1, author));
        totals.events.add(Occurrence.of(Event.POST_CREATED, Refs.post(post), 1, author));
        totals.counts.topics++;
        if (published) {
            totals.space(space, 1, 1, thread.created());
            totals.author(author, 1, 1, thread.created());
        }
    }

    /** A topic as posts are added to it. */
    private static final class Growing {
        final long id;
        final long space;
        final boolean published;
        final long before;
        long numbered;
        Instant newest;
        boolean mixed;
        int added;
        Instant active = Instant.MIN;
        Ref last;

        Growing(long id, long space, boolean published, long numbered, Instant newest) {
            this.id = id;
            this.space = space;
            this.published = published;
            this.before = numbered;
            this.numbered = numbered;
            this.newest = newest;
        }

        long number(Instant created) {
            mixed |= created.isBefore(newest);
            newest = created.isAfter(newest) ? created : newest;
            return ++numbered;
        }

        void published(Ref author, Instant created) {
            added++;
            if (!created.isBefore(active)) {
                active = created;
                last = author;
            }
        }
    }

    private void replies(List<Pending<Entry.Reply>> batch) {
        threads.flush();
        persons.flush();
        keep(batch, part -> {
            Totals totals = new Totals();
            totals.kind = Ref.POST;
            Set<String> seen = known(Ref.POST, part, Entry.Reply::id);
            Map<String, Writer> authors = writers(part, Entry.Reply::author, Entry.Reply::reactions);
            Set<String> wanted = part.stream().map(each -> each.entry().topic()).collect(Collectors.toSet());
            Map<String, Long> externals = store.read(reader -> externals(reader, Ref.TOPIC, wanted));
            Map<Long, Growing> topics = store.read(reader -> growing(reader, externals.values()));
            Map<String, Parent> parents = parents(part);
            for (Pending<Entry.Reply> each : part) {
                Entry.Reply reply = each.entry();
                if (!seen.add(reply.id())) {
                    totals.counts.known++;
                    continue;
                }
                Long topicId = externals.get(reply.topic());
                if (topicId == null) {
                    missing(totals, each.place(), "import.unknown-topic", reply.topic());
                    continue;
                }
                Writer author = authors.get(reply.author());
                if (author == null) {
                    missing(totals, each.place(), "import.unknown-author", reply.author());
                    continue;
                }
                Growing topic = topics.get(topicId);
                if (author.gone() || topic == null) {
                    // Erased since: it does not come back.
                    totals.counts.known++;
                    continue;
                }
                reply(each, author.ref(), topic, parents, authors, totals);
            }
            topics.values().stream()
                    .filter(topic -> topic.numbered > topic.before)
                    .forEach(topic -> grown(topic, totals));
            return totals.made();
        });
    }

    private record Parent(long id, long topic) {}

    private void reply(
            Pending<Entry.Reply> pending,
            Ref author,
            Growing topic,
            Map<String, Parent> parents,
            Map<String, Writer> authors,
            Totals totals) {
        Entry.Reply reply = pending.entry();
        long post = ids.next();
        Optional<Parent> parent = reply.replyTo()
                .flatMap(id -> Optional.ofNullable(parents.get(id)))
                .filter(found -> found.topic() == topic.id);
        loose |= reply.replyTo().isPresent() && parent.isEmpty();
        totals.statements.add(inserted(
                post,
                reply.id(),
                topic.id,
                author,
                topic.number(reply.created()),
                reply.body(),
                parent.map(Parent::id).orElse(null),
                reply.created(),
                reply.edited(),
                reply.state()));
        totals.external(reply.id(), post);
        parents.put(reply.id(), new Parent(post, topic.id));
        reactions(pending.place(), post, author, reply.created(), reply.reactions(), authors, totals);
        totals.events.add(Occurrence.of(Event.POST_CREATED, Refs.post(post), 1, author));
        totals.counts.posts++;
        if (reply.state() == State.PUBLISHED) {
            topic.published(author, reply.created());
            parent.ifPresent(found -> totals.answered.merge(found.id(), 1, Integer::sum));
            totals.author(author, 0, 1, reply.created());
            if (topic.published) {
                totals.space(topic.space, 0, 1, reply.created());
            }
        }
    }

    /** A topic's counters; and its numbers, if its posts did not come in the order of time. */
    private static void grown(Growing topic, Totals totals) {
        totals.statements.add(
                0,
                Statement.of(
                                """
                                UPDATE forum_topic SET numbered = ?, posts = posts + ?,
                                  last = CASE WHEN ? >= active THEN ? ELSE last END, active = max(active, ?)
                                WHERE id = ? AND numbered = ?""",
                                topic.numbered,
                                topic.added,
                                topic.added == 0 ? Long.MIN_VALUE : topic.active.toEpochMilli(),
                                topic.last,
                                topic.added == 0 ? Long.MIN_VALUE : topic.active.toEpochMilli(),
                                topic.id,
                                topic.before)
                        .expecting(1));
        if (topic.mixed) {
            totals.statements.add(Statement.of("""
                    UPDATE forum_post SET number = sorted.place FROM (
                      SELECT p.id, row_number() OVER (ORDER BY p.id = t.first DESC, p.created, p.number) AS place
                      FROM forum_post p JOIN forum_topic t ON t.id = p.topic WHERE p.topic = ?) sorted
                    WHERE forum_post.id = sorted.id AND forum_post.number <> sorted.place""", topic.id));
            totals.statements.add(Posting.active(topic.id));
        }
    }

    private static Map<Long, Growing> growing(Reader reader, Collection<Long> topics) {
        Map<Long, Growing> growing = new LinkedHashMap<>();
        reader.list(
                        Statement.of(
                                """
                                SELECT id, space, state, numbered, ifnull(
                                  (SELECT created FROM forum_post WHERE topic = t.id ORDER BY number DESC LIMIT 1), 0) AS newest
                                FROM forum_topic t WHERE id IN (SELECT value FROM json_each(?))""", topics.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))),
                        row -> new Growing(
                                row.number("id"),
                                row.number("space"),
                                row.text("state").equals(State.PUBLISHED.word()),
                                row.number("numbered"),
                                row.instant("newest")))
                .forEach(topic -> growing.put(topic.id, topic));
        return growing;
    }

    private Map<String, Parent> parents(List<Pending<Entry.Reply>> part) {
        Set<String> wanted =
                part.stream().flatMap(each -> each.entry().replyTo().stream()).collect(Collectors.toSet());
        return wanted.isEmpty() ? new HashMap<>() : store.read(reader -> parents(reader, wanted));
    }

    private Map<String, Parent> parents(Reader reader, Set<String> wanted) {
        Map<String, Parent> parents = new HashMap<>();
        reader.list(
                Statement.of("""
                        SELECT e.external, p.id, p.topic FROM forum_external e JOIN forum_post p ON p.id = e.id
                        WHERE e.kind = 'post' AND e.external IN (SELECT value FROM json_each(?))""", texts(wanted)),
                row -> parents.put(row.text("external"), new Parent(row.number("id"), row.number("topic"))));
        return parents;
    }

    private void answers(List<Pending<Entry.Thread>> batch) {
        keep(batch, part -> {
            Totals totals = new Totals();
            Map<String, Long> topics = store.read(reader -> externals(
                    reader,
                    Ref.TOPIC,
                    part.stream().map(each -> each.entry().id()).collect(Collectors.toSet())));
            Map<String, Parent> posts = store.read(reader -> parents(
                    reader,
                    part.stream()
                            .flatMap(each -> each.entry().answer().stream())
                            .collect(Collectors.toSet())));
            for (Pending<Entry.Thread> each : part) {
                Long topic = topics.get(each.entry().id());
                Parent post = posts.get(each.entry().answer().orElseThrow());
                if (topic == null) {
                    continue;
                }
                if (post == null || post.topic() != topic) {
                    totals.problems.add(() -> report.note(
                            each.place(),
                            phrases.get(
                                    "import.unknown-reply-to",
                                    "id",
                                    each.entry().answer().orElseThrow())));
                    continue;
                }
                // Untouched since it was imported: an answer that somebody took back does not return.
                Optional<String> author = store.read(
                        reader -> reader.first(Statement.of("""
                                SELECT p.author FROM forum_topic t JOIN forum_post p ON p.id = ?
                                WHERE t.id = ? AND t.answer IS NULL AND t.revision = 1""", post.id(), topic), row -> row.text("author")));
                author.ifPresent(by -> {
                    totals.statements.add(Statement.of(
                                    "UPDATE forum_topic SET answer = ?, revision = 2 WHERE id = ? AND revision = 1",
                                    post.id(),
                                    topic)
                            .expecting(1));
                    totals.statements.add(
                            Statement.of("UPDATE forum_author SET answers = answers + 1 WHERE author = ?", by));
                    totals.events.add(Occurrence.of(Event.TOPIC_CHANGED, Refs.topic(topic), 2));
                });
            }
            return totals.made();
        });
    }

    private void links(List<Pending<Entry.Reply>> batch) {
        keep(batch, part -> {
            Totals totals = new Totals();
            Set<String> wanted = new HashSet<>();
            part.forEach(each -> {
                wanted.add(each.entry().id());
                wanted.add(each.entry().replyTo().orElseThrow());
            });
            Map<String, Parent> posts = store.read(reader -> parents(reader, wanted));
            for (Pending<Entry.Reply> each : part) {
                Parent post = posts.get(each.entry().id());
                String to = each.entry().replyTo().orElseThrow();
                Parent parent = posts.get(to);
                if (post == null || to.equals(each.entry().topic())) {
                    continue;
                }
                if (parent == null || parent.topic() != post.topic() || parent.id() == post.id()) {
                    totals.problems.add(
                            () -> report.note(each.place(), phrases.get("import.unknown-reply-to", "id", to)));
                    continue;
                }
                totals.statements.add(Statement.of("""
                        UPDATE forum_post SET replies = replies + 1 WHERE id = ?
                          AND EXISTS (SELECT 1 FROM forum_post WHERE id = ? AND reply_to IS NULL AND state = 'published')""", parent.id(), post.id()));
                totals.statements.add(Statement.of(
                        "UPDATE forum_post SET reply_to = ? WHERE id = ? AND reply_to IS NULL",
                        parent.id(),
                        post.id()));
            }
            return totals.made();
        });
    }

    private static Statement inserted(
            long post,
            String external,
            long topic,
            Ref author,
            long number,
            String body,
            Long replyTo,
            Instant created,
            Optional<Instant> edited,
            State state) {
        return Statement.of(
                """
                INSERT INTO forum_post (id, external, topic, author, number, body, reply_to, created, edited, state, before,
                  taken_by, told)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)""",
                post,
                external,
                topic,
                author,
                number,
                body,
                replyTo,
                created,
                edited.orElse(null),
                state.word(),
                before(state),
                takenBy(state, author));
    }

    private static String before(State state) {
        return state == State.DELETED ? State.PUBLISHED.word() : null;
    }

    private static Ref takenBy(State state, Ref author) {
        return state == State.DELETED ? author : null;
    }

    private void reactions(
            Report.Place place,
            long post,
            Ref author,
            Instant at,
            Map<String, List<String>> reactions,
            Map<String, Writer> members,
            Totals totals) {
        if (reactions.isEmpty()) {
            return;
        }
        Set<String> given = new LinkedHashSet<>();
        reactions.forEach((word, by) -> by.forEach(id -> {
            Writer member = members.get(id);
            if (member == null) {
                totals.problems.add(() -> report.note(place, phrases.get("import.unknown-reaction", "id", id)));
            } else if (!member.gone() && !member.ref().equals(Erasure.NOBODY) && given.add(word + ' ' + id)) {
                totals.statements.add(Statement.of(
                        "INSERT OR IGNORE INTO forum_reaction (post, word, member, at) VALUES (?, ?, ?, ?)",
                        post,
                        word,
                        member.ref(),
                        at));
            }
        }));
        if (!given.isEmpty()) {
            totals.statements.add(Posting.reactions(post));
            totals.received.merge(author, given.size(), Integer::sum);
        }
    }

    /** Those of the entries' ids that were imported before. */
    private <E> Set<String> known(String kind, List<Pending<E>> part, Function<E, String> id) {
        Set<String> asked = part.stream().map(each -> id.apply(each.entry())).collect(Collectors.toSet());
        return new HashSet<>(
                store.read(reader -> externals(reader, kind, asked)).keySet());
    }

    private Map<String, Long> externals(Reader reader, String kind, Set<String> asked) {
        Map<String, Long> found = new HashMap<>();
        reader.list(
                Statement.of(
                        "SELECT external, id FROM forum_external WHERE kind = ? AND external IN (SELECT value FROM json_each(?))",
                        kind,
                        texts(asked)),
                row -> found.put(row.text("external"), row.number("id")));
        return found;
    }

    /** The members that entries name as authors or for reactions. */
    private <E> Map<String, Writer> writers(
            List<Pending<E>> part, Function<E, String> author, Function<E, Map<String, List<String>>> reactions) {
        Set<String> wanted = new HashSet<>();
        for (Pending<E> each : part) {
            wanted.add(author.apply(each.entry()));
            reactions.apply(each.entry()).values().forEach(wanted::addAll);
        }
        Set<String> unknown =
                wanted.stream().filter(id -> !writers.containsKey(id)).collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            Map<String, Ref> members = accounts.byExternalId(unknown);
            Map<Ref, Accounts.Parting> gone = accounts.partings(members.values());
            members.forEach((id, ref) -> writers.put(id, writer(ref, gone.getOrDefault(ref, Accounts.Parting.KEEP))));
        }
        Map<String, Writer> found = new HashMap<>();
        for (String id : wanted) {
            Writer writer = writers.get(id);
            if (writer != null) {
                found.put(id, writer);
            }
        }
        return found;
    }

    private static Writer writer(Ref ref, Accounts.Parting parting) {
        return switch (parting) {
            case KEEP -> new Writer(ref, false);
            case ANONYMIZE -> new Writer(Erasure.NOBODY, false);
            case ERASE -> new Writer(ref, true);
        };
    }

    private static Statement external(String kind, String external, long id) {
        return Statement.of("INSERT INTO forum_external (kind, external, id) VALUES (?, ?, ?)", kind, external, id);
    }

    private String texts(Collection<String> texts) {
        ArrayNode all = json.createArrayNode();
        texts.forEach(all::add);
        return all.toString();
    }

    /** What a unit brings, once it is kept. */
    private static final class Counts {
        long members;
        long spaces;
        long topics;
        long posts;
        long known;

        void addTo(Report report, boolean again) {
            report.members += members;
            report.spaces += spaces;
            report.topics += topics;
            report.posts += posts;
            report.known += again ? 0 : known;
        }
    }

    /** A unit and what to tell once it is kept. */
    private record Made(Unit unit, Counts counts, List<Runnable> problems) {
        Made(Unit unit, Counts counts) {
            this(unit, counts, List.of());
        }
    }

    /** What a batch adds up to: one statement for each counter, however many posts change it. */
    private final class Totals {
        final List<Statement> statements = new ArrayList<>();
        final List<Occurrence> events = new ArrayList<>();
        final List<Runnable> problems = new ArrayList<>();
        final Counts counts = new Counts();
        final Map<Long, Integer> answered = new LinkedHashMap<>();
        final Map<Ref, Integer> received = new LinkedHashMap<>();
        private final Map<Long, Sum> spaceSums = new LinkedHashMap<>();
        private final Map<Ref, Sum> authorSums = new LinkedHashMap<>();
        private final ArrayNode externals = json.createArrayNode();
        String kind = Ref.TOPIC;

        private static final class Sum {
            int topics;
            int posts;
            Instant active = Instant.MIN;
            Instant first = Instant.MAX;

            void add(int moreTopics, int morePosts, Instant at) {
                topics += moreTopics;
                posts += morePosts;
                first = at.isBefore(first) ? at : first;
                active = at.isAfter(active) ? at : active;
            }
        }

        void external(String external, long id) {
            externals.addArray().add(external).add(id);
        }

        void space(long space, int topics, int posts, Instant at) {
            spaceSums.computeIfAbsent(space, any -> new Sum()).add(topics, posts, at);
        }

        void author(Ref author, int topics, int posts, Instant at) {
            authorSums.computeIfAbsent(author, any -> new Sum()).add(topics, posts, at);
        }

        Made made() {
            if (!externals.isEmpty()) {
                statements.add(Statement.of("""
                        INSERT INTO forum_external (kind, external, id)
                        SELECT ?, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)""", kind, externals.toString()));
            }
            spaceSums.forEach((space, sum) ->
                    statements.add(Statement.of("""
                    UPDATE forum_space SET topics = topics + ?, posts = posts + ?, active = max(ifnull(active, ?), ?)
                    WHERE id = ?""", sum.topics, sum.posts, sum.active, sum.active, space)));
            authorSums.forEach((author, sum) -> {
                statements.add(Posting.counted(author, sum.topics, sum.posts, sum.active));
                statements.addAll(accounts.present(author, sum.first).statements());
            });
            received.forEach((author, count) -> statements.add(Statement.of("""
                    INSERT INTO forum_author (author, reactions) VALUES (?, ?)
                    ON CONFLICT (author) DO UPDATE SET reactions = reactions + excluded.reactions""", author, count)));
            answered.forEach((post, count) -> statements.add(
                    Statement.of("UPDATE forum_post SET replies = replies + ? WHERE id = ?", count, post)));
            return new Made(
                    Unit.of(statements).event(events.toArray(Occurrence[]::new)), counts, List.copyOf(problems));
        }
    }

    private <E> void keep(List<Pending<E>> batch, Function<List<Pending<E>>, Made> maker) {
        for (int attempt = 1; ; attempt++) {
            Made made = maker.apply(batch);
            try {
                if (!made.unit().isNothing()) {
                    store.writeNow(made.unit());
                }
                made.counts().addTo(report, again);
                made.problems().forEach(Runnable::run);
                return;
            } catch (Store.Conflict faster) {
                if (attempt == ATTEMPTS) {
                    halve(batch, maker, faster);
                    return;
                }
            } catch (Store.Unavailable full) {
                throw full;
            } catch (RuntimeException e) {
                halve(batch, maker, e);
                return;
            }
        }
    }

    private <E> void halve(List<Pending<E>> batch, Function<List<Pending<E>>, Made> maker, RuntimeException why) {
        if (batch.size() == 1) {
            report.bad(
                    batch.getFirst().place(),
                    phrases.get("import.not-kept", "reason", String.valueOf(why.getMessage())));
            return;
        }
        keep(batch.subList(0, batch.size() / 2), maker);
        keep(batch.subList(batch.size() / 2, batch.size()), maker);
    }
}
