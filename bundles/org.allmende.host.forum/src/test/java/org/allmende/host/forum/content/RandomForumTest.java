/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.host.Command;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets members, moderators and gates do what they like, then asks a model that is written as plainly as can be what everybody
 * may see, and counts everything anew.
 */
class RandomForumTest {

    private static final int ACTS = 400;

    @TempDir
    Path folder;

    private Deployment forum;
    private Random random;
    private long seed;

    @BeforeEach
    void open() {
        seed = Long.getLong("seed", System.nanoTime());
        System.out.println("RandomForumTest: seed " + seed);
        random = new Random(seed);
        forum = new Deployment(folder);
    }

    @AfterEach
    void close() {
        forum.close();
    }

    @Test
    void everybodySeesWhatTheyMayAndEveryCounterIsRight() {
        Viewer judge = forum.moderator("Judge");
        List<Viewer> members =
                Stream.of("Ann", "Ben", "Cem", "Dai").map(forum::member).toList();
        List<Viewer> all = new ArrayList<>(members);
        all.add(judge);
        List<String> spaces = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Optional<String> parent =
                    spaces.isEmpty() || random.nextBoolean() ? Optional.empty() : Optional.of(any(spaces));
            List<Ref> readers = members.stream()
                    .filter(each -> random.nextBoolean())
                    .map(each -> each.member().get().ref())
                    .toList();
            spaces.add(forum.writing
                    .createSpace(
                            judge,
                            new NewSpace("Space " + i, "", parent, random.nextInt(3) == 0, readers),
                            Optional.empty())
                    .id());
        }
        List<Posted> posts = new ArrayList<>();
        for (int i = 0; i < ACTS; i++) {
            act(all, spaces, posts, i);
        }

        List<Viewer> viewers = new ArrayList<>(all);
        viewers.add(forum.guest());
        viewers.forEach(this::seesWhatTheyMay);
        countersAreRight();
    }

    private void act(List<Viewer> all, List<String> spaces, List<Posted> posts, int number) {
        Viewer who = any(all);
        forum.gates =
                draft -> random.nextInt(8) == 0 ? Verdict.hold(Reason.of("random", "", "Wait.")) : Verdict.allow();
        try {
            if (posts.isEmpty() || random.nextInt(6) == 0) {
                posts.add(forum.topic(who, any(spaces), "Topic " + number, "text"));
                return;
            }
            Posted post = any(posts);
            String id = post.post().id();
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 ->
                    posts.add(forum.writing.reply(
                            who,
                            post.topic().id(),
                            "reply " + number,
                            random.nextBoolean() ? Optional.of(id) : Optional.empty(),
                            Optional.empty()));
                case 4 ->
                    forum.writing.edit(
                            who,
                            id,
                            new Edit(
                                    Optional.empty(),
                                    Optional.of("edited " + number),
                                    Optional.empty(),
                                    Optional.empty()));
                case 5 -> forum.writing.delete(who, id);
                case 6 -> forum.writing.restore(who, id);
                case 7 ->
                    forum.commands.perform(new Command.Hide("hide " + number, subject(post), Optional.empty(), "why"));
                case 8 ->
                    forum.commands.perform(new Command.Restore("restore " + number, subject(post), Optional.empty()));
                case 9 -> forum.writing.react(who, id, any(Reactions.WORDS));
                case 10 -> forum.writing.unreact(who, id, any(Reactions.WORDS));
                default -> forum.writing.accept(who, id);
            }
        } catch (ProblemException refused) {
            assertThat(refused.problem().status()).as("seed %d", seed).isLessThan(500);
        }
    }

    private Ref subject(Posted post) {
        return random.nextInt(3) == 0 ? post.topic() : post.post();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private record Place(boolean isPrivate, Optional<Long> parent) {}

    private record Item(long id, long topic, long space, String author, State state, String takenBy) {}

    private void seesWhatTheyMay(Viewer viewer) {
        boolean moderates = viewer.may(Writing.MODERATE);
        String me = viewer.member().map(member -> member.ref().toString()).orElse("");
        Map<Long, Place> spaces = new HashMap<>();
        Map<Long, Item> topics = new HashMap<>();
        List<Item> posts = new ArrayList<>();
        forum.store.read(reader -> {
            reader.list(
                    Statement.of("SELECT * FROM forum_space"),
                    row -> spaces.put(
                            row.number("id"),
                            new Place(
                                    row.flag("private"),
                                    row.isNull("parent") ? Optional.empty() : Optional.of(row.number("parent")))));
            reader.list(
                    Statement.of("SELECT *, id AS topic FROM forum_topic"),
                    row -> topics.put(row.number("id"), item(row, row.number("space"))));
            posts.addAll(reader.list(
                    Statement.of("SELECT * FROM forum_post ORDER BY id"),
                    row -> item(row, topics.get(row.number("topic")).space())));
            return null;
        });
        TreeSet<String> expectedTopics = new TreeSet<>();
        topics.values().stream()
                .filter(topic -> moderates || mayRead(me, topic.space(), spaces) && sees(me, topic))
                .forEach(topic -> expectedTopics.add(String.valueOf(topic.id())));
        TreeSet<String> seenTopics = new TreeSet<>();
        Optional<String> next = Optional.empty();
        do {
            Paged<TopicLine> page = forum.content.latest(viewer, next, 7);
            page.items().forEach(line -> assertThat(seenTopics.add(line.id())).isTrue());
            next = page.next();
        } while (next.isPresent());
        assertThat(seenTopics).as("topics seen by %s, seed %d", me, seed).isEqualTo(expectedTopics);

        spaces.keySet().forEach(id -> assertThat(forum.host.moderates(viewer, Refs.space(id)))
                .as("whether %s moderates space %d", me, id)
                .isEqualTo(moderates));

        for (Item post : posts) {
            boolean may = moderates
                    || mayRead(me, post.space(), spaces) && sees(me, topics.get(post.topic())) && sees(me, post);
            boolean listed =
                    !forum.content.posts(viewer, List.of(Refs.post(post.id()))).isEmpty();
            assertThat(listed)
                    .as("post %d seen by %s, seed %d", post.id(), me, seed)
                    .isEqualTo(may);
            boolean found;
            try {
                forum.content.post(viewer, String.valueOf(post.id()));
                found = true;
            } catch (ProblemException missing) {
                found = false;
            }
            assertThat(found)
                    .as("post %d found by %s, seed %d", post.id(), me, seed)
                    .isEqualTo(may);
        }
    }

    private static Item item(org.allmende.api.store.Row row, long space) {
        return new Item(
                row.number("id"),
                row.number("topic"),
                space,
                row.text("author"),
                State.of(row.text("state")),
                row.text("taken_by"));
    }

    private boolean mayRead(String me, long space, Map<Long, Place> spaces) {
        Place place = spaces.get(space);
        boolean here = !place.isPrivate()
                || forum.count("SELECT count(*) FROM forum_space_member WHERE space = ? AND member = ?", space, me) > 0;
        return here && (place.parent().isEmpty() || mayRead(me, place.parent().get(), spaces));
    }

    private static boolean sees(String me, Item item) {
        return switch (item.state()) {
            case PUBLISHED -> true;
            case HELD, HIDDEN -> item.author().equals(me);
            case DELETED -> item.author().equals(me) && item.takenBy().equals(me);
        };
    }

    private void countersAreRight() {
        assertThat(wrong("""
                        SELECT count(*) FROM forum_topic t WHERE
                          posts <> (SELECT count(*) FROM forum_post WHERE topic = t.id AND state = 'published')
                          OR numbered <> (SELECT max(number) FROM forum_post WHERE topic = t.id)
                          OR (posts > 0 AND active <> (SELECT max(created) FROM forum_post WHERE topic = t.id AND state = 'published'))""")).as("topics with wrong counters, seed %d", seed).isZero();
        assertThat(wrong("""
                        SELECT count(*) FROM forum_space s WHERE
                          topics <> (SELECT count(*) FROM forum_topic WHERE space = s.id AND state = 'published')
                          OR posts <> (SELECT count(*) FROM forum_post p JOIN forum_topic t ON t.id = p.topic
                            WHERE t.space = s.id AND t.state = 'published' AND p.state = 'published')
                          OR ifnull(active, 0) <> ifnull((SELECT max(active) FROM forum_topic
                            WHERE space = s.id AND state = 'published'), 0)""")).as("spaces with wrong counters, seed %d", seed).isZero();
        assertThat(wrong("""
                        SELECT count(*) FROM forum_author a WHERE
                          posts <> (SELECT count(*) FROM forum_post WHERE author = a.author AND state = 'published')
                          OR topics <> (SELECT count(*) FROM forum_topic WHERE author = a.author AND state = 'published')
                          OR reactions <> (SELECT count(*) FROM forum_reaction r JOIN forum_post p ON p.id = r.post
                            WHERE p.author = a.author)
                          OR answers <> (SELECT count(*) FROM forum_topic t JOIN forum_post p ON p.id = t.answer
                            WHERE p.author = a.author)""")).as("authors with wrong counters, seed %d", seed).isZero();
        assertThat(wrong("""
                        SELECT count(*) FROM forum_post p WHERE
                          replies <> (SELECT count(*) FROM forum_post WHERE reply_to = p.id AND state = 'published')""")).as("posts with wrong counters, seed %d", seed).isZero();
        assertThat(wrong("""
                        SELECT count(*) FROM forum_post p JOIN forum_topic t ON t.first = p.id
                        WHERE p.state <> t.state AND p.state <> 'deleted'""")).as("topics and first posts apart, seed %d", seed).isZero();
        assertThat(wrong("""
                        SELECT count(*) FROM forum_post p WHERE revision <>
                          (SELECT max(revision) FROM events_event WHERE subject = 'forum:post:' || p.id)"""))
                .as("posts whose last event is of another revision, seed %d", seed)
                .isZero();
    }

    private long wrong(String sql) {
        return forum.count(sql);
    }
}
