/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritingTest {

    @TempDir
    Path folder;

    private Deployment forum;
    private Viewer lena;
    private Viewer omar;
    private Viewer judge;
    private String schools;

    @BeforeEach
    void open() {
        forum = new Deployment(folder);
        lena = forum.member("Lena");
        omar = forum.member("Omar");
        judge = forum.moderator("Judge");
        schools = forum.space("Schools");
    }

    @AfterEach
    void close() {
        forum.close();
    }

    @Test
    void aTopicItsFirstPostAndTheirEventsAreKeptTogether() {
        Posted topic = forum.topic(lena, schools, "Is it worth it?", "For a *six-year-old*.");

        assertThat(forum.events())
                .endsWith("topic.created " + topic.topic() + " 1", "post.created " + topic.post() + " 1");
        TopicView view = forum.content.topic(forum.guest(), topic.topic().id());
        assertThat(view.topic().title()).isEqualTo("Is it worth it?");
        assertThat(view.topic().posts()).isEqualTo(1);
        assertThat(forum.content.space(forum.guest(), schools).topics()).isEqualTo(1);
        assertThat(forum.see(forum.guest(), topic).post().number()).isEqualTo(1);
    }

    @Test
    void repliesAreNumberedByAgeAndMoveTheTopicUp() {
        Posted first = forum.topic(lena, schools, "First", "one");
        Posted second = forum.topic(lena, schools, "Second", "two");
        forum.reply(omar, first, "a reply");

        Paged<TopicLine> topics = forum.content.topics(forum.guest(), schools, Optional.empty(), 10);
        assertThat(topics.items())
                .extracting(TopicLine::id)
                .containsExactly(first.topic().id(), second.topic().id());
        assertThat(topics.items().getFirst().last().name()).isEqualTo("Omar");
        assertThat(forum.content
                        .posts(forum.guest(), first.topic().id(), Optional.empty(), 10)
                        .items())
                .extracting(view -> view.post().number())
                .containsExactly(1, 2);
    }

    @Test
    void aPageOfPostsLeadsToTheNext() {
        Posted topic = forum.topic(lena, schools, "Long", "1");
        for (int i = 2; i <= 7; i++) {
            forum.reply(omar, topic, String.valueOf(i));
        }
        String id = topic.topic().id();
        Paged<PostView> one = forum.content.posts(lena, id, Optional.empty(), 3);
        Paged<PostView> two = forum.content.posts(lena, id, one.next(), 3);
        Paged<PostView> three = forum.content.posts(lena, id, two.next(), 3);

        assertThat(two.items()).extracting(view -> view.post().body()).containsExactly("4", "5", "6");
        assertThat(three.items()).extracting(view -> view.post().body()).containsExactly("7");
        assertThat(three.next()).isEmpty();
        assertThat(forum.content.pageWith(lena, two.items().get(1).id(), 3)).isEqualTo(one.next());
        assertThat(forum.content.pageBefore(lena, id, two.next().get(), 3)).isEqualTo(one.next());
        assertThat(forum.content.pageBefore(lena, id, one.next().get(), 3)).isEmpty();
        assertRefused(400, () -> forum.content.posts(lena, id, Optional.of("-1 OR 1=1"), 3));
    }

    @Test
    void whatAGateHoldsIsSeenByItsAuthorAndModeratorsOnly() {
        forum.gates = draft -> Verdict.hold(Reason.of("terms", "numbers", "It holds a phone number."));
        Posted held = forum.topic(lena, schools, "Call me", "0123");

        assertThat(held.state()).isEqualTo(State.HELD);
        assertThat(forum.see(lena, held).reasons())
                .extracting(Reason::detail)
                .containsExactly("It holds a phone number.");
        assertThat(forum.see(judge, held).may(PostView.Act.RESTORE)).isTrue();
        assertRefused(404, () -> forum.see(omar, held));
        assertRefused(404, () -> forum.content.topic(forum.guest(), held.topic().id()));
        assertThat(forum.content.topics(omar, schools, Optional.empty(), 10).items())
                .isEmpty();
        assertThat(forum.content.topics(lena, schools, Optional.empty(), 10).items())
                .hasSize(1);
        assertThat(forum.content.space(omar, schools).topics()).isZero();
    }

    @Test
    void tagsAndSpacesAreCalledWhatOneSees() {
        assertRefused(400, () -> forum.space("Sch\u202Esloo"));
        Posted topic = forum.topic(lena, schools, "Title", "body");
        assertRefused(
                400,
                () -> forum.writing.edit(
                        lena,
                        topic.post().id(),
                        new Edit(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(List.of("a\u202Eb")))));
    }

    private static Verdict onBad(String body) {
        return body.contains("bad") ? Verdict.hold(Reason.of("terms", "", "Bad.")) : Verdict.allow();
    }

    private static Edit title(String title) {
        return new Edit(Optional.empty(), Optional.empty(), Optional.of(title), Optional.empty());
    }

    private static Edit body(String body) {
        return new Edit(Optional.empty(), Optional.of(body), Optional.empty(), Optional.empty());
    }

    @Test
    void aNewTitleDoesNotReleaseWordsThatCameWhileItWasJudged() {
        forum.gates = draft -> onBad(draft.body());
        Posted topic = forum.topic(lena, schools, "Title", "good");
        AtomicBoolean once = new AtomicBoolean();
        forum.gates = draft -> {
            Verdict verdict = onBad(draft.body());
            if (once.compareAndSet(false, true)) {
                forum.writing.edit(lena, topic.post().id(), body("bad"));
            }
            return verdict;
        };

        Posted edited = forum.writing.edit(lena, topic.post().id(), title("Another title"));

        assertThat(edited.state()).isEqualTo(State.HELD);
        assertRefused(404, () -> forum.see(forum.guest(), topic));
    }

    @Test
    void editsAtTheSameTimeNeverPublishWhatAGateHolds() throws Exception {
        forum.gates = draft -> onBad(draft.body());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Edit> edits = List.of(body("bad"), body("good"), body("bad too"), title("One"), title("Two"));
        try (ExecutorService people = Executors.newFixedThreadPool(3)) {
            for (int round = 0; round < 150; round++) {
                Posted topic = forum.topic(lena, schools, "Title " + round, random.nextBoolean() ? "good" : "bad");
                CyclicBarrier together = new CyclicBarrier(3);
                List<Future<?>> under = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    List<Edit> mine = List.of(
                            edits.get(random.nextInt(edits.size())),
                            edits.get(random.nextInt(edits.size())),
                            edits.get(random.nextInt(edits.size())));
                    under.add(people.submit(() -> {
                        together.await();
                        for (Edit edit : mine) {
                            try {
                                forum.writing.edit(lena, topic.post().id(), edit);
                            } catch (ProblemException e) {
                                assertThat(e.problem().status()).isEqualTo(409);
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> each : under) {
                    each.get();
                }
                PostView left = forum.see(lena, topic);
                assertThat(left.post().body().contains("bad"))
                        .as("held and bad in round %s, seed %s", round, seed)
                        .isEqualTo(left.post().state() == State.HELD);
            }
        }
    }

    @Test
    void aHeldReplyIsToldWhenItIsReleasedAndNotBefore() {
        Posted topic = forum.topic(lena, schools, "Question", "?");
        forum.gates = draft -> Verdict.hold(Reason.of("terms", "", "Wait."));
        Posted held = forum.reply(omar, topic, "An answer for @Judge");
        assertThat(forum.notifications.unread(lena)).isZero();

        Posted released = forum.writing.restore(judge, held.post().id());

        assertThat(released.state()).isEqualTo(State.PUBLISHED);
        assertThat(released.reasons()).isEmpty();
        assertThat(forum.notifications.unread(lena)).isEqualTo(1);
        assertThat(forum.notifications.unread(judge)).isEqualTo(1);
        assertThat(forum.events()).last().isEqualTo("post.state " + held.post() + " 2");
        assertThat(forum.content.topic(lena, topic.topic().id()).topic().posts())
                .isEqualTo(2);
    }

    @Test
    void anEditThatSatisfiesTheGatePublishesWhatWasHeld() {
        forum.gates = draft ->
                draft.body().contains("0123") ? Verdict.hold(Reason.of("terms", "", "No numbers.")) : Verdict.allow();
        Posted held = forum.topic(lena, schools, "Call me", "0123");

        Posted edited = forum.writing.edit(lena, held.post().id(), Edit.body(held.revision(), "Write to me"));

        assertThat(edited.state()).isEqualTo(State.PUBLISHED);
        assertThat(forum.content.space(omar, schools).topics()).isEqualTo(1);
        assertThat(forum.see(omar, held).post().body()).isEqualTo("Write to me");
    }

    @Test
    void whatAGateRejectsIsNotKeptAndItsReasonsAreTold() {
        forum.gates = draft -> Verdict.reject(Reason.of("terms", "", "Leave out “xyz”."));
        List<String> before = forum.events();

        Problem problem = refused(422, () -> forum.topic(lena, schools, "Title", "xyz"));

        assertThat(problem.type()).isEqualTo("rejected");
        assertThat(problem.fields()).extracting(Problem.Field::detail).containsExactly("Leave out “xyz”.");
        assertThat(forum.events()).isEqualTo(before);
    }

    @Test
    void theEarlierTextStaysInTheHistory() {
        Posted topic = forum.topic(lena, schools, "Old title", "old");
        forum.writing.edit(
                lena,
                topic.post().id(),
                new Edit(
                        Optional.of(1L),
                        Optional.of("new"),
                        Optional.of("New title"),
                        Optional.of(List.of("Summer Camp"))));

        List<Version> history = forum.content.history(omar, topic.post().id());
        assertThat(history).extracting(Version::body).containsExactly("new", "old");
        assertThat(history).extracting(version -> version.title().orElse("")).containsExactly("New title", "Old title");
        assertThat(forum.content
                        .tagged(omar, "summer camp", Optional.empty(), 5)
                        .items())
                .hasSize(1);
        assertThat(forum.see(omar, topic).post().edited()).isPresent();
        assertThat(forum.events())
                .endsWith("post.edited " + topic.post() + " 2", "topic.changed " + topic.topic() + " 2");
    }

    @Test
    void whatWasHeldIsInTheHistoryForItsAuthorAndModeratorsOnly() {
        forum.gates =
                draft -> draft.body().contains("rude") ? Verdict.hold(Reason.of("test", "", "why")) : Verdict.allow();
        Posted topic = forum.topic(lena, schools, "Title", "one");
        forum.writing.edit(
                lena,
                topic.post().id(),
                new Edit(Optional.empty(), Optional.of("rude"), Optional.empty(), Optional.empty()));
        forum.writing.edit(
                lena,
                topic.post().id(),
                new Edit(Optional.empty(), Optional.of("kind"), Optional.empty(), Optional.empty()));

        assertThat(forum.content.history(omar, topic.post().id()))
                .extracting(Version::body)
                .containsExactly("kind", "one");
        assertThat(forum.content.history(lena, topic.post().id()))
                .extracting(Version::body)
                .containsExactly("kind", "rude", "one");
        assertThat(forum.content.history(judge, topic.post().id())).hasSize(3);
    }

    @Test
    void anEditOfAnOlderRevisionIsRefusedAndNothingIsLost() {
        Posted topic = forum.topic(lena, schools, "Title", "one");
        forum.writing.edit(judge, topic.post().id(), Edit.body(1, "two"));

        assertRefused(409, () -> forum.writing.edit(lena, topic.post().id(), Edit.body(1, "three")));
        assertThat(forum.see(lena, topic).post().body()).isEqualTo("two");
    }

    @Test
    void anEditThatChangesNothingIsNoEdit() {
        Posted topic = forum.topic(lena, schools, "Title", "same");
        List<String> before = forum.events();
        assertThat(forum.writing
                        .edit(lena, topic.post().id(), Edit.body(1, "same"))
                        .revision())
                .isEqualTo(1);
        assertThat(forum.events()).isEqualTo(before);
    }

    @Test
    void onlyAuthorsAndModeratorsEditAndDelete() {
        Posted topic = forum.topic(lena, schools, "Title", "mine");
        assertRefused(403, () -> forum.writing.edit(omar, topic.post().id(), Edit.body(1, "his")));
        assertRefused(403, () -> forum.writing.delete(omar, topic.post().id()));
        assertRefused(
                403,
                () -> forum.writing.reply(
                        forum.guest(), topic.topic().id(), "hello", Optional.empty(), Optional.empty()));
    }

    @Test
    void whatItsAuthorDeletedComesBackAsItWas() {
        Posted topic = forum.topic(lena, schools, "Title", "text");
        Posted reply = forum.reply(omar, topic, "reply");

        assertThat(forum.writing.delete(omar, reply.post().id()).state()).isEqualTo(State.DELETED);
        assertRefused(404, () -> forum.see(lena, reply));
        assertThat(forum.see(omar, reply).may(PostView.Act.RESTORE)).isTrue();
        assertThat(forum.content.topic(lena, topic.topic().id()).topic().posts())
                .isEqualTo(1);
        assertThat(forum.content.profile(lena, omar.member().get().ref()).posts())
                .isZero();

        assertThat(forum.writing.restore(omar, reply.post().id()).state()).isEqualTo(State.PUBLISHED);
        assertThat(forum.content.topic(lena, topic.topic().id()).topic().posts())
                .isEqualTo(2);
    }

    @Test
    void whatAModeratorDeletedItsAuthorNeitherSeesNorRestores() {
        Posted reply = forum.reply(omar, forum.topic(lena, schools, "Title", "text"), "reply");
        forum.writing.delete(judge, reply.post().id());

        assertRefused(404, () -> forum.see(omar, reply));
        assertRefused(404, () -> forum.writing.restore(omar, reply.post().id()));
        assertThat(forum.writing.restore(judge, reply.post().id()).state()).isEqualTo(State.PUBLISHED);
    }

    @Test
    void whatItsAuthorDeletedNoModeratorBringsBack() {
        Posted topic = forum.topic(lena, schools, "Title", "text");
        forum.reply(omar, topic, "reply");
        forum.writing.delete(lena, topic.post().id());

        assertThat(forum.writing.restore(judge, topic.post().id()).state()).isEqualTo(State.DELETED);
        assertThat(forum.content.topic(omar, topic.topic().id()).topic().state())
                .isEqualTo(State.PUBLISHED);
        assertThat(forum.see(judge, topic).may(PostView.Act.RESTORE)).isFalse();
        assertThat(forum.writing.restore(lena, topic.post().id()).state()).isEqualTo(State.PUBLISHED);
    }

    @Test
    void aTopicInWhichOthersWroteStaysWhenItsAuthorDeletesTheFirstPost() {
        Posted topic = forum.topic(lena, schools, "Title", "text");
        forum.reply(omar, topic, "reply");
        forum.writing.delete(lena, topic.post().id());

        assertThat(forum.content
                        .posts(omar, topic.topic().id(), Optional.empty(), 5)
                        .items())
                .extracting(view -> view.post().body())
                .containsExactly("reply");
    }

    @Test
    void aTopicInWhichNobodyElseWroteGoesWithItsFirstPost() {
        Posted topic = forum.topic(lena, schools, "Title", "text");
        forum.reply(lena, topic, "more");
        forum.writing.delete(lena, topic.post().id());

        assertRefused(404, () -> forum.content.topic(omar, topic.topic().id()));
        assertThat(forum.content.space(omar, schools).posts()).isZero();
        forum.writing.restore(lena, topic.post().id());
        assertThat(forum.content.space(omar, schools).posts()).isEqualTo(2);
    }

    @Test
    void theSameKeyPostsOnce() {
        NewTopic given = new NewTopic(schools, "Once", "text", List.of());
        Posted one = forum.writing.openTopic(lena, given, Optional.of("k1"));
        Posted again = forum.writing.openTopic(lena, given, Optional.of("k1"));
        Posted other = forum.writing.openTopic(omar, given, Optional.of("k1"));

        assertThat(again.post()).isEqualTo(one.post());
        assertThat(other.post()).isNotEqualTo(one.post());
        Posted reply = forum.writing.reply(lena, one.topic().id(), "r", Optional.empty(), Optional.of("k1"));
        assertThat(forum.writing
                        .reply(lena, one.topic().id(), "r", Optional.empty(), Optional.of("k1"))
                        .post())
                .isEqualTo(reply.post());
    }

    @Test
    void theSameKeyWithOtherContentIsRefusedAndInAnotherTopicItIsAnotherKey() {
        Posted one = forum.topic(lena, schools, "One", "text");
        Posted two = forum.topic(lena, schools, "Two", "text");
        Posted first = keyed(one, "hello");

        assertThat(keyed(one, "hello").post()).isEqualTo(first.post());
        assertRefused(422, () -> keyed(one, "something else"));
        assertThat(keyed(two, "hello").topic()).isEqualTo(two.topic());
        assertRefused(422, () -> {
            openedOnce("text");
            openedOnce("other text");
        });
    }

    private Posted keyed(Posted topic, String body) {
        return forum.writing.reply(omar, topic.topic().id(), body, Optional.empty(), Optional.of("key"));
    }

    private void openedOnce(String body) {
        forum.writing.openTopic(lena, new NewTopic(schools, "Once", body, List.of()), Optional.of("key"));
    }

    @Test
    void whatAModeratorDoesToAnothersPostIsInTheAuditAndToldToItsAuthor() {
        Posted topic = forum.topic(lena, schools, "Title", "text");
        Posted reply = forum.reply(lena, topic, "reply");
        List<String> before = forum.audited();
        forum.writing.edit(lena, reply.post().id(), Edit.body(1, "my own"));
        forum.writing.edit(
                judge,
                reply.post().id(),
                new Edit(
                        Optional.empty(),
                        Optional.of("mended"),
                        Optional.empty(),
                        Optional.empty(),
                        "A telephone number"));
        forum.writing.delete(judge, reply.post().id(), "It was spam");
        forum.writing.from("192.0.2.7").restore(judge, reply.post().id());

        assertThat(forum.audited().subList(before.size(), forum.audited().size()))
                .containsExactly(
                        "forum.post.edit " + reply.post(),
                        "forum.post.delete " + reply.post(),
                        "forum.post.restore " + reply.post() + " from 192.0.2.7");
        assertThat(forum.notifications.list(lena, Optional.empty(), 5).items())
                .extracting(Notification::body)
                .containsExactlyInAnyOrder(
                        "Your post in “Title” was edited. The reason: A telephone number",
                        "Your post in “Title” was deleted. The reason: It was spam");
    }

    @Test
    void makingSpacesAndAdmittingMembersIsInTheAudit() {
        Ref space = forum.writing.createSpace(
                judge, new NewSpace("Secret", "", Optional.empty(), true, List.of()), Optional.empty());
        Ref member = omar.member().orElseThrow().ref();
        forum.writing.admit(judge, space.id(), member);
        forum.writing.dismiss(judge, space.id(), member);

        assertThat(forum.audited())
                .endsWith(
                        "forum.space.create " + space,
                        "forum.space.admit " + member + " " + space,
                        "forum.space.dismiss " + member + " " + space);
    }

    @Test
    void tagsThatNoAddressCanEndWithAreRefused() {
        for (String tag : List.of(".", "..", "#..")) {
            assertRefused(
                    400,
                    () -> forum.writing.openTopic(
                            lena, new NewTopic(schools, "Title", "text", List.of(tag)), Optional.empty()));
        }
        assertThat(Texts.isDots(Texts.tag("..."))).isFalse();
    }

    @Test
    void theSameKeyAtTheSameTimePostsOnce() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var posted = java.util.stream.IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return forum.writing.openTopic(
                                lena, new NewTopic(schools, "Once", "text", List.of()), Optional.of("key"));
                    }))
                    .toList();
            start.countDown();
            for (var each : posted) {
                assertThat(each.get().post()).isEqualTo(posted.getFirst().get().post());
            }
        }
        assertThat(forum.count("SELECT count(*) FROM forum_topic")).isEqualTo(1);
    }

    @Test
    void repliesWrittenAtTheSameTimeAllStayAndAreNumberedOnce() throws Exception {
        Posted topic = forum.topic(lena, schools, "Busy", "text");
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 200; i++) {
                threads.submit(() -> forum.writing.reply(
                        omar,
                        topic.topic().id(),
                        "hello",
                        Optional.of(topic.post().id()),
                        Optional.empty()));
            }
        }
        assertThat(forum.count("SELECT count(DISTINCT number) FROM forum_post")).isEqualTo(201);
        assertThat(forum.count("SELECT max(number) FROM forum_post")).isEqualTo(201);
        assertThat(forum.content.topic(lena, topic.topic().id()).topic().posts())
                .isEqualTo(201);
        assertThat(forum.see(lena, topic).replies()).isEqualTo(200);
    }

    @Test
    void reactingTwiceCountsOnceAndTheBellTellsOfAllTogether() {
        Posted topic = forum.topic(lena, schools, "Title", "text");
        forum.writing.react(omar, topic.post().id(), "like");
        forum.writing.react(omar, topic.post().id(), "like");
        forum.writing.react(judge, topic.post().id(), "thanks");

        PostView seen = forum.see(omar, topic);
        assertThat(seen.post().reactions())
                .containsOnly(java.util.Map.entry("like", 1), java.util.Map.entry("thanks", 1));
        assertThat(seen.own()).containsExactly("like");
        assertThat(forum.notifications.list(lena, Optional.empty(), 10).items())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.count()).isEqualTo(2);
                    assertThat(each.actor().get().name()).isEqualTo("Judge");
                });
        forum.writing.unreact(omar, topic.post().id(), "like");
        assertThat(forum.see(omar, topic).post().reactions()).containsOnlyKeys("thanks");
        assertThat(forum.content.profile(omar, lena.member().get().ref()).reactions())
                .isEqualTo(1);
        assertRefused(400, () -> forum.writing.react(omar, topic.post().id(), "<script>"));
    }

    @Test
    void theAuthorOfATopicAcceptsAnAnswerAndMayChooseAnother() {
        Posted topic = forum.topic(lena, schools, "Title", "text");
        Posted one = forum.reply(omar, topic, "one");
        Posted two = forum.reply(judge, topic, "two");
        forum.writing.accept(lena, one.post().id());
        forum.writing.accept(lena, two.post().id());

        assertThat(forum.content.topic(omar, topic.topic().id()).topic().answer())
                .contains(two.post());
        assertThat(forum.content.profile(omar, omar.member().get().ref()).answers())
                .isZero();
        assertThat(forum.content.profile(omar, judge.member().get().ref()).answers())
                .isEqualTo(1);
        assertThat(forum.see(omar, two).isAnswer()).isTrue();
        assertRefused(403, () -> forum.writing.accept(omar, one.post().id()));
        assertRefused(409, () -> forum.writing.accept(lena, topic.post().id()));
        forum.writing.unaccept(lena, two.post().id());
        assertThat(forum.content.topic(omar, topic.topic().id()).topic().answer())
                .isEmpty();
    }

    @Test
    void aPrivateSpaceIsThereForItsMembersAndModeratorsOnlyAndSoIsAllThatLiesInIt() {
        String staff = forum.writing
                .createSpace(
                        judge,
                        new NewSpace(
                                "Staff",
                                "",
                                Optional.empty(),
                                true,
                                List.of(lena.member().get().ref())),
                        Optional.empty())
                .id();
        String below = forum.writing
                .createSpace(judge, new NewSpace("Below", "", Optional.of(staff), false, List.of()), Optional.empty())
                .id();
        Posted secret = forum.topic(lena, below, "Secret", "for @Omar and @Judge");

        assertThat(forum.see(lena, secret).post().body()).startsWith("for");
        assertRefused(404, () -> forum.see(omar, secret));
        assertRefused(404, () -> forum.content.space(omar, below));
        assertRefused(404, () -> forum.content.topics(forum.guest(), staff, Optional.empty(), 5));
        assertThat(forum.content.latest(omar, Optional.empty(), 5).items()).isEmpty();
        assertThat(forum.content
                        .contributions(omar, lena.member().get().ref(), Optional.empty(), 5)
                        .items())
                .isEmpty();
        assertThat(forum.notifications.unread(omar)).isZero();
        assertThat(forum.notifications.unread(judge)).isEqualTo(1);
        assertThat(forum.content.space(lena, below).space().isPrivate()).isTrue();

        forum.writing.admit(judge, staff, omar.member().get().ref());
        assertThat(forum.see(omar, secret).post().body()).startsWith("for");
        forum.writing.dismiss(judge, staff, omar.member().get().ref());
        assertRefused(404, () -> forum.see(omar, secret));
        assertRefused(
                403, () -> forum.writing.admit(lena, staff, omar.member().get().ref()));
    }

    @Test
    void twoSpacesInOnePlaceHaveDifferentNames() {
        assertRefused(
                409,
                () -> forum.writing.createSpace(
                        judge, new NewSpace("Schools", "", Optional.empty(), false, List.of()), Optional.empty()));
    }

    @Test
    void whoIsMentionedAndWhoIsAnsweredAreToldOnce() {
        Posted topic = forum.topic(lena, schools, "Title", "Ask @omar, not `@Judge` nor me@Judge");
        assertThat(forum.notifications.unread(omar)).isEqualTo(1);
        assertThat(forum.notifications.unread(judge)).isZero();
        forum.reply(omar, topic, "Yes, @Lena");

        assertThat(forum.notifications.list(lena, Optional.empty(), 5).items())
                .singleElement()
                .satisfies(each -> assertThat(each.kind()).isEqualTo(Notification.Kind.REPLY));
        forum.notifications.readAll(lena, Optional.empty());
        assertThat(forum.notifications.unread(lena)).isZero();
    }

    @Test
    void limitsAreNamed() {
        assertThat(refused(400, () -> forum.topic(lena, schools, "x".repeat(201), "text"))
                        .fields())
                .extracting(Problem.Field::name)
                .containsExactly("title");
        assertThat(refused(400, () -> forum.topic(lena, schools, "t", "x".repeat(100_001)))
                        .detail())
                .contains("100000");
        assertThat(refused(400, () -> forum.topic(lena, schools, "t", " \u200B\n "))
                        .fields())
                .extracting(Problem.Field::name)
                .containsExactly("body");
        assertThat(forum.topic(lena, schools, "x".repeat(200), "😀".repeat(100_000))
                        .state())
                .isEqualTo(State.PUBLISHED);
        assertRefused(400, () -> forum.topic(lena, "no such space", "t", "text"));
    }

    @Test
    void tenThousandCombiningMarksAreKeptAsTheyAre() {
        String marks = "a" + "\u0301".repeat(10_000);
        Posted topic = forum.topic(lena, schools, "Marks", marks);
        assertThat(forum.see(omar, topic).post().body()).isEqualTo(marks);
    }

    @Test
    void whatNoTextCanHoldIsReplaced() {
        Posted topic = forum.topic(lena, schools, "A\ud800B\u0000C", "half \udc00 and \u0000 and \u0007, whole 😀");
        PostView seen = forum.see(omar, topic);
        assertThat(seen.post().body()).isEqualTo("half \ufffd and \ufffd and \ufffd, whole 😀");
        assertThat(seen.title()).isEqualTo("A\ufffdB\ufffdC");
    }

    @Test
    void aSuspendedMemberReadsButDoesNotWrite() {
        Posted topic = forum.topic(lena, schools, "Title", "text");
        forum.store.writeNow(forum.people.suspended(omar.member().get().ref(), true));
        Viewer suspended =
                forum.people.viewer(forum.people.find(omar.member().get().ref()).orElseThrow());

        assertThat(forum.see(suspended, topic).acts()).isEmpty();
        assertRefused(403, () -> forum.reply(suspended, topic, "hello"));
    }

    @Test
    void aReplyToAPostOfAnotherTopicIsRefused() {
        Posted one = forum.topic(lena, schools, "One", "text");
        Posted two = forum.topic(lena, schools, "Two", "text");
        assertThat(refused(
                                400,
                                () -> forum.writing.reply(
                                        omar,
                                        one.topic().id(),
                                        "r",
                                        Optional.of(two.post().id()),
                                        Optional.empty()))
                        .fields())
                .extracting(Problem.Field::name)
                .containsExactly("replyTo");
    }

    private static void assertRefused(int status, ThrowingCallable act) {
        refused(status, act);
    }

    private static Problem refused(int status, ThrowingCallable act) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, act);
        assertThat(refused).isNotNull();
        assertThat(refused.problem().status()).isEqualTo(status);
        return refused.problem();
    }
}
