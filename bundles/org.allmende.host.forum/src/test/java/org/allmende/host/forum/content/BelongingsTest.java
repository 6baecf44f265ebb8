/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.allmende.api.event.Event;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Viewer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BelongingsTest {

    @TempDir
    Path folder;

    private Deployment forum;
    private Belongings belongings;
    private Viewer lena;
    private Viewer omar;
    private String space;

    @BeforeEach
    void open() {
        forum = new Deployment(folder);
        belongings = new Belongings(null, forum.store);
        lena = forum.member("Lena");
        omar = forum.member("Omar");
        space = forum.space("Schools");
    }

    @AfterEach
    void close() {
        forum.close();
    }

    @Test
    void aMemberGetsAllTheyWroteWhateverBecameOfItAndNothingOfOthers() {
        Posted topic = forum.topic(lena, space, "Which school?", "Lena’s question");
        forum.writing.edit(lena, topic.post().id(), Edit.body(1, "Lena’s better question"));
        Posted answer = forum.reply(omar, topic, "Omar’s answer");
        forum.writing.react(lena, answer.post().id(), "thanks");
        forum.writing.react(omar, topic.post().id(), "like");
        Posted deleted = forum.reply(lena, topic, "Lena’s mistake");
        forum.writing.delete(lena, deleted.post().id());
        forum.gates = draft -> Verdict.hold(Reason.of("never", "", "asked"));
        forum.reply(lena, topic, "Lena’s held words");

        Map<String, Object> all = belongings.of(lena.member().get().ref());

        assertThat(texts(all, "topics", "title")).containsExactly("Which school?");
        assertThat(texts(all, "posts", "body"))
                .containsExactly("Lena’s better question", "Lena’s mistake", "Lena’s held words");
        assertThat(texts(all, "posts", "state")).containsExactly("published", "deleted", "held");
        assertThat(texts(all, "earlierVersions", "body")).containsExactly("Lena’s question");
        assertThat(texts(all, "reactions", "reaction")).containsExactly("thanks");
        assertThat(texts(all, "notifications", "kind")).isNotEmpty();
        assertThat(all.toString()).doesNotContain("Omar");
    }

    @Test
    void nothingIsLeftOutHoweverMuchThereIs() {
        Posted topic = forum.topic(lena, space, "Counting", "0");
        for (int i = 1; i <= 1_100; i++) {
            forum.reply(lena, topic, "" + i);
        }

        assertThat(texts(belongings.of(lena.member().get().ref()), "posts", "body"))
                .hasSize(1_101)
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingIsKeptOfWhoHasBeenErased() {
        Posted topic = forum.topic(lena, space, "Which school?", "Lena’s question");
        forum.writing.edit(lena, topic.post().id(), Edit.body(1, "Lena’s better question"));
        forum.writing.react(lena, forum.reply(omar, topic, "@Lena, mine").post().id(), "thanks");

        Event erased = forum.people.erase(lena.member().get().ref(), Parting.ERASE);
        forum.store.writeNow(forum.erasure.handle(List.of(erased)));

        assertThat(belongings.of(lena.member().get().ref()).values())
                .allSatisfy(part -> assertThat((List<?>) part).isEmpty());
    }

    private static List<Object> texts(Map<String, Object> all, String part, String field) {
        return ((List<?>) all.get(part))
                .stream().map(each -> (Object) ((Map<?, ?>) each).get(field)).toList();
    }
}
