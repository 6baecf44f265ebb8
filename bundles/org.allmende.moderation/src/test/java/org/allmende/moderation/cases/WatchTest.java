/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.event.Event;
import org.allmende.api.gate.Verdict.Decision;
import org.allmende.api.host.Hosts;
import org.allmende.api.store.Unit;
import org.allmende.moderation.check.TermCheck;
import org.allmende.moderation.check.Terms;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Author CARL = new Author(Ref.member("forum", "99"), "Carl");
    private static final Ref TOPIC = Ref.topic("forum", "5");
    private static final Ref SPACE = Ref.space("forum", "6");

    @TempDir
    Path home;

    private TestStore kept;
    private Cases cases;
    private Watch watch;

    @BeforeEach
    void open() {
        MovingClock clock = new MovingClock(Instant.parse("2026-11-01T12:00:00Z"));
        kept = TestStore.in(home, clock).with("moderation", RESOURCES);
        cases = new Cases(kept.store(), kept.ids(), clock);
        Terms terms = new Terms(kept.store(), kept.ids(), clock);
        terms.add("pills", Decision.FLAG, Unit.nothing());
        watch = new Watch(cases, hosts(), new TermCheck(terms, TestMessages.of(RESOURCES), TestMessages.markup()));
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void aTitleIsLookedAtWithThePostThatOpensItsTopic() {
        kept.store().writeNow(watch.handle(List.of(created("1"), created("2"))));

        assertThat(cases.queue(Optional.empty(), 10))
                .extracting(CaseRecord::subject)
                .containsExactly(post(1).ref());
    }

    private static Event created(String post) {
        return new Event(1, Event.POST_CREATED, Instant.EPOCH, Ref.post("forum", post), 1, Optional.of(CARL.ref()));
    }

    private static Hosts hosts() {
        return (Hosts) Proxy.newProxyInstance(
                Hosts.class.getClassLoader(),
                new Class<?>[] {Hosts.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "post" -> Optional.of(post(Integer.parseInt(((Ref) arguments[0]).id())));
                    case "topic" -> Optional.of(topic());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Topic topic() {
        return new Topic(
                TOPIC,
                SPACE,
                CARL,
                "Cheap pills",
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                2,
                Optional.empty(),
                State.PUBLISHED,
                1);
    }

    private static Post post(int number) {
        return new Post(
                Ref.post("forum", String.valueOf(number)),
                TOPIC,
                SPACE,
                CARL,
                number,
                "See the title",
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                State.PUBLISHED,
                Map.of(),
                List.of(),
                List.of(),
                1);
    }
}
