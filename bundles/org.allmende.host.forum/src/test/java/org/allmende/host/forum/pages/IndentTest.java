/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.host.forum.content.PostView;
import org.junit.jupiter.api.Test;

class IndentTest {

    @Test
    void anExchangeThatFollowsDirectlyIsIndentedAtMostTwice() {
        assertThat(Indent.of(List.of(post(1, 0), post(2, 0), post(3, 2), post(4, 3), post(5, 4))))
                .containsExactly(0, 0, 1, 2, 2);
    }

    @Test
    void twoAnswersToTheSamePostStandSideBySide() {
        assertThat(Indent.of(List.of(post(1, 0), post(2, 0), post(3, 2), post(4, 2))))
                .containsExactly(0, 0, 1, 1);
    }

    @Test
    void answersToTheFirstPostAreNotIndented() {
        assertThat(Indent.of(List.of(post(1, 0), post(2, 1), post(3, 1)))).containsExactly(0, 0, 0);
    }

    @Test
    void whatAnswersSomethingFurtherUpBeginsAnew() {
        assertThat(Indent.of(List.of(post(1, 0), post(2, 0), post(3, 0), post(4, 2), post(5, 4))))
                .containsExactly(0, 0, 0, 0, 1);
    }

    private static PostView post(int number, int answers) {
        Author author = new Author(Ref.member("forum", "1"), "Lena");
        Post post = new Post(
                Ref.post("forum", String.valueOf(number)),
                Ref.topic("forum", "1"),
                Ref.space("forum", "1"),
                author,
                number,
                "",
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                State.PUBLISHED,
                Map.of(),
                List.of(),
                List.of(),
                1);
        Optional<PostView.Parent> parent = answers == 0
                ? Optional.empty()
                : Optional.of(new PostView.Parent(String.valueOf(answers), answers, author));
        return new PostView(post, Optional.empty(), "", parent, 0, Set.of(), false, List.of(), Set.of());
    }
}
