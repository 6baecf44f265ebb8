/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.fakehost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.host.Command;
import org.allmende.api.host.Host;
import org.allmende.api.host.Outcome;
import org.junit.jupiter.api.Test;

/** It is as awkward as it says, and loses nothing. */
class FakeHostTest {

    private static final Ref ADA = Ref.member(FakeHost.ID, "ada");

    private final FakeHost host = new FakeHost();

    @Test
    void changesComeLateTwiceAndOutOfOrderButAllOfThem() {
        Ref post = host.openTopic(FakeHost.GREEN, ADA, "ada", "Slugs", "They ate it all.");
        host.edit(post, "They ate nearly all.");
        assertThat(host.changesSince("", 100).occurrences()).as("late").isEmpty();
        List<Occurrence> told = all();
        assertThat(told)
                .extracting(Occurrence::type)
                .containsExactly(
                        Event.POST_EDITED,
                        Event.POST_CREATED,
                        Event.TOPIC_CREATED,
                        Event.TOPIC_CREATED,
                        Event.POST_CREATED,
                        Event.POST_EDITED);
    }

    @Test
    void askingAgainFromTheSameCursorTellsTheSame() {
        host.openTopic(FakeHost.GREEN, ADA, "ada", "Slugs", "They ate it all.");
        host.changesSince("", 100);
        assertThat(host.changesSince("", 100)).isEqualTo(host.changesSince("", 100));
    }

    @Test
    void aCommandIsDoneThoughItSaysLaterAndDoneOnceOnly() {
        Ref post = host.openTopic(FakeHost.GREEN, ADA, "ada", "Slugs", "They ate it all.");
        Command hide = new Command.Hide("c1", post, Optional.empty(), "spam");
        assertThat(host.perform(hide)).isInstanceOf(Outcome.Later.class);
        assertThat(host.post(post).orElseThrow().state()).isEqualTo(State.HIDDEN);
        assertThat(host.perform(hide)).isInstanceOf(Outcome.Done.class);
        assertThat(host.post(post).orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void whatIsNotThereIsImpossible() {
        Command hide = new Command.Hide("c1", Ref.post(FakeHost.ID, "p99"), Optional.empty(), "spam");
        assertThat(host.perform(hide)).isInstanceOf(Outcome.Impossible.class);
    }

    private List<Occurrence> all() {
        List<Occurrence> told = new ArrayList<>();
        Host.Changes changes = host.changesSince("", 2);
        told.addAll(changes.occurrences());
        while (changes.more()) {
            changes = host.changesSince(changes.cursor(), 2);
            told.addAll(changes.occurrences());
        }
        return told;
    }
}
