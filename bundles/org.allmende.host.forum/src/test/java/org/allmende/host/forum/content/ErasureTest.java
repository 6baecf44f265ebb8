/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.allmende.api.event.Event;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Viewer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {

    @TempDir
    Path folder;

    private Deployment forum;
    private Viewer lena;
    private Viewer omar;
    private String space;
    private Posted mine;
    private Posted shared;

    @BeforeEach
    void write() {
        forum = new Deployment(folder);
        lena = forum.member("Lena");
        omar = forum.member("Omar");
        space = forum.space("Schools");
        mine = forum.topic(lena, space, "Mine alone", "Lena’s secret");
        forum.reply(lena, mine, "Lena’s second secret");
        shared = forum.topic(lena, space, "Lena’s shared", "Lena’s third secret");
        Posted theirs = forum.reply(omar, shared, "What Omar wrote");
        for (int i = 0; i < 150; i++) {
            forum.reply(lena, shared, "Lena’s reply " + i);
        }
        forum.writing.edit(lena, shared.post().id(), Edit.body(1, "Lena’s edited secret"));
        forum.writing.react(lena, theirs.post().id(), "like");
    }

    @AfterEach
    void close() {
        forum.close();
    }

    private void leave(Parting parting) {
        Event event = forum.people.erase(lena.member().get().ref(), parting);
        forum.store.writeNow(forum.erasure.handle(List.of(event)));
    }

    private long traces(String table, String column, String text) {
        return forum.count("SELECT count(*) FROM " + table + " WHERE " + column + " LIKE '%' || ? || '%'", text);
    }

    private long nameTraces() {
        String me = lena.member().get().ref().toString();
        return traces("forum_post", "author", me)
                + traces("forum_post", "editor", me)
                + traces("forum_post", "taken_by", me)
                + traces("forum_topic", "author", me)
                + traces("forum_topic", "last", me)
                + traces("forum_topic", "taken_by", me)
                + traces("forum_revision", "author", me)
                + traces("forum_reaction", "member", me)
                + traces("forum_mention", "member", me)
                + traces("forum_author", "author", me)
                + traces("forum_notification", "member", me)
                + traces("forum_notification", "actor", me)
                + traces("forum_space_member", "member", me);
    }

    @Test
    void whoWantsItErasedLeavesNothingAndOthersKeepTheirs() {
        leave(Parting.ERASE);

        assertThat(traces("forum_post", "body", "Lena")).isZero();
        assertThat(traces("forum_revision", "body", "Lena")).isZero();
        assertThat(traces("forum_topic", "title", "Lena")).isZero();
        assertThat(nameTraces()).isZero();
        assertThat(forum.content.latest(omar, Optional.empty(), 10).items())
                .extracting(TopicLine::id)
                .containsExactly(shared.topic().id());
        assertThat(forum.content
                        .posts(omar, shared.topic().id(), Optional.empty(), 10)
                        .items())
                .extracting(view -> view.post().body())
                .containsExactly("What Omar wrote");
        assertThat(forum.content.space(omar, space).posts()).isEqualTo(1);
        assertThat(forum.content.space(omar, space).topics()).isEqualTo(1);
        assertThat(forum.content
                        .posts(omar, shared.topic().id(), Optional.empty(), 10)
                        .items()
                        .getFirst()
                        .post()
                        .reactions())
                .isEmpty();
        assertThat(forum.events())
                .filteredOn(event -> event.startsWith("post.erased"))
                .hasSize(153);
    }

    @Test
    void whoWantsItNamelessLeavesTheirWordsWithoutTheirName() {
        leave(Parting.ANONYMIZE);

        assertThat(nameTraces()).isZero();
        assertThat(forum.see(omar, mine).post().body()).isEqualTo("Lena’s secret");
        assertThat(forum.see(omar, mine).post().author().ref()).isEqualTo(Erasure.NOBODY);
        assertThat(forum.see(omar, mine).post().author().name()).isEmpty();
        assertThat(forum.content.space(omar, space).posts()).isEqualTo(154);
    }

    @Test
    void whoLeavesTheirWordsKeepsTheirNameOnThem() {
        leave(Parting.KEEP);

        assertThat(forum.see(omar, mine).post().author().name()).isEqualTo("Lena");
        assertThat(traces(
                        "forum_notification",
                        "member",
                        lena.member().get().ref().toString()))
                .isZero();
    }

    @Test
    void erasingAgainAfterACrashGoesOn() {
        Event event = forum.people.erase(lena.member().get().ref(), Parting.ERASE);
        forum.erasure.handle(List.of(event));
        forum.store.writeNow(forum.erasure.handle(List.of(event)));
        assertThat(nameTraces()).isZero();
    }
}
