/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.host.Command;
import org.allmende.api.host.Host;
import org.allmende.api.host.Outcome;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    @TempDir
    Path folder;

    private Deployment forum;
    private Viewer lena;
    private Viewer omar;
    private String space;

    @BeforeEach
    void open() {
        forum = new Deployment(folder);
        lena = forum.member("Lena");
        omar = forum.member("Omar");
        space = forum.space("Schools");
    }

    @AfterEach
    void close() {
        forum.close();
    }

    @Test
    void aHiddenPostIsSeenByItsAuthorWithTheReasonAndRestoringBringsItBack() {
        Posted reply = forum.reply(omar, forum.topic(lena, space, "T", "text"), "insult");
        assertDone(new Command.Hide("c1", reply.post(), Optional.empty(), "It insults somebody."));

        assertThat(forum.see(omar, reply).reasons().getFirst().detail()).isEqualTo("It insults somebody.");
        assertThat(sees(lena, reply)).isFalse();
        assertThat(forum.host.post(reply.post()).map(Post::state)).contains(State.HIDDEN);

        assertDone(new Command.Restore("c2", reply.post(), Optional.empty()));
        assertThat(sees(lena, reply)).isTrue();
    }

    @Test
    void aCommandGivenAgainDoesNothing() {
        Posted reply = forum.reply(omar, forum.topic(lena, space, "T", "text"), "insult");
        Command hide = new Command.Hide("c1", reply.post(), Optional.empty(), "why");
        assertDone(hide);
        assertDone(new Command.Restore("c2", reply.post(), Optional.empty()));
        assertDone(hide);
        assertThat(sees(lena, reply)).isTrue();

        Command say = new Command.Reply("c3", reply.topic(), lena.member().get().ref(), "once");
        assertDone(say);
        assertDone(say);
        assertThat(forum.content.topic(lena, reply.topic().id()).topic().posts())
                .isEqualTo(3);
    }

    @Test
    void hidingATopicTakesAllItsPostsOutOfSightAndTellsSoForEach() {
        Posted topic = forum.topic(lena, space, "T", "text");
        Posted reply = forum.reply(omar, topic, "reply");
        assertDone(new Command.Hide("c1", topic.topic(), Optional.empty(), "why"));

        assertThat(sees(omar, reply)).isFalse();
        assertThat(forum.host.post(reply.post()).map(Post::state)).contains(State.HIDDEN);
        assertThat(forum.events())
                .endsWith(
                        "topic.changed " + topic.topic() + " 2",
                        "post.state " + topic.post() + " 2",
                        "post.state " + reply.post() + " 2");
        assertThat(forum.content.space(omar, space).posts()).isZero();
        assertDone(new Command.Restore("c2", topic.topic(), Optional.empty()));
        assertThat(forum.content.space(omar, space).posts()).isEqualTo(2);
        assertThat(sees(omar, reply)).isTrue();
    }

    @Test
    void whatWasHiddenAfterItsAuthorDeletedItDoesNotComeBackByItsAuthor() {
        Posted reply = forum.reply(omar, forum.topic(lena, space, "T", "text"), "insult");
        forum.writing.delete(omar, reply.post().id());
        assertDone(new Command.Hide("c1", reply.post(), Optional.empty(), "why"));
        assertThat(forum.writing.restore(omar, reply.post().id()).state()).isEqualTo(State.HIDDEN);
        assertThat(sees(lena, reply)).isFalse();
    }

    @Test
    void restoringWhatItsAuthorDeletedPublishesItOnlyOnceItsAuthorWantsItBack() {
        forum.gates = draft -> Verdict.hold(Reason.of("test", "", "why"));
        Posted topic = forum.topic(lena, space, "Held topic", "text");
        forum.gates = draft -> Verdict.allow();
        Posted reply = forum.reply(omar, forum.topic(lena, space, "T", "text"), "reply");
        assertDone(new Command.Hide("c1", reply.post(), Optional.empty(), "why"));
        forum.writing.delete(omar, reply.post().id());
        forum.writing.delete(lena, topic.post().id());

        assertDone(new Command.Restore("c2", reply.post(), Optional.empty()));
        assertDone(new Command.Restore("c3", topic.topic(), Optional.empty()));
        assertDone(new Command.Restore("c4", topic.post(), Optional.empty()));
        assertThat(sees(lena, reply)).isFalse();
        assertThat(sees(omar, topic)).isFalse();

        assertThat(forum.writing.restore(omar, reply.post().id()).state()).isEqualTo(State.PUBLISHED);
        assertThat(forum.writing.restore(lena, topic.post().id()).state()).isEqualTo(State.PUBLISHED);
        assertThat(sees(lena, reply)).isTrue();
        assertThat(sees(omar, topic)).isTrue();
    }

    @Test
    void aMessageRingsTheBell() {
        Ref about = Ref.of("forum", "case", "7");
        assertDone(new Command.Message(
                "c1", omar.member().get().ref(), "Your post was hidden", "Because.", Optional.of(about)));
        assertThat(forum.notifications.list(omar, Optional.empty(), 5).items())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.title()).isEqualTo("Your post was hidden");
                    assertThat(each.about()).contains(about);
                    assertThat(each.isRead()).isFalse();
                });
    }

    @Test
    void aTopicIsOpenedInAMembersName() {
        assertDone(new Command.OpenTopic(
                "c1", Ref.space("forum", space), lena.member().get().ref(), "Ask us", "anything", List.of("AMA")));
        TopicLine line =
                forum.content.topics(omar, space, Optional.empty(), 5).items().getFirst();
        assertThat(line.topic().title()).isEqualTo("Ask us");
        assertThat(line.topic().tags()).containsExactly("ama");
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        assertThat(forum.host.perform(new Command.Hide("c1", Ref.post("forum", "12"), Optional.empty(), "")))
                .isInstanceOf(Outcome.Impossible.class);
        assertThat(forum.host.perform(new Command.Message("c2", Ref.member("forum", "12"), "t", "", Optional.empty())))
                .isInstanceOf(Outcome.Impossible.class);
        assertThat(forum.host.perform(new Command.Reply(
                        "c3", Ref.topic("forum", "x'; --"), lena.member().get().ref(), "hi")))
                .isInstanceOf(Outcome.Impossible.class);
    }

    @Test
    void aScanFindsEveryPostOnceInAnOrderThatStays() {
        for (int i = 0; i < 7; i++) {
            forum.reply(omar, forum.topic(lena, space, "T" + i, "text"), "reply");
        }
        Optional<String> next = Optional.of("");
        List<Ref> found = new java.util.ArrayList<>();
        while (next.isPresent()) {
            Host.Scan scan = forum.host.scan(next.get(), 4);
            scan.posts().forEach(each -> {
                found.add(each.post().ref());
                assertThat(each.topic().ref()).isEqualTo(each.post().topic());
            });
            next = scan.next();
        }
        assertThat(found).hasSize(14).doesNotHaveDuplicates();
    }

    private void assertDone(Command command) {
        assertThat(forum.host.perform(command)).isEqualTo(new Outcome.Done());
    }

    private boolean sees(Viewer viewer, Posted post) {
        return catchThrowableOfType(ProblemException.class, () -> forum.see(viewer, post)) == null;
    }
}
