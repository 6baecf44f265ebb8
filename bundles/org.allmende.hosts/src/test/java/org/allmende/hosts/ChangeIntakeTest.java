/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.event.Occurrence;
import org.allmende.api.store.Commits;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChangeIntakeTest {

    @TempDir
    Path directory;

    private final AwkwardHost host = new AwkwardHost("blog");
    private final Semaphore arrivals = new Semaphore(0);
    private TestStore kept;
    private ChangeIntake intake;

    @BeforeEach
    void open() {
        kept = TestStore.in(directory, Clock.systemUTC()).with("hosts", Path.of("src/main/resources"));
        kept.commits().listen(Commits.Kind.EVENTS, arrivals::release);
        intake = intake();
    }

    @AfterEach
    void close() {
        intake.close();
        kept.close();
    }

    @Test
    void everyChangeBecomesOneEventHoweverOftenAndInWhateverOrderItIsReported() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Occurrence> reports = new ArrayList<>();
        for (int post = 1; post <= 40; post++) {
            for (int revision = 1; revision <= 3; revision++) {
                Occurrence change = change(post, revision);
                for (int times = random.nextInt(3); times >= 0; times--) {
                    reports.add(change);
                }
            }
        }
        Collections.shuffle(reports, random);
        host.reports(reports.toArray(Occurrence[]::new));

        intake.add(host);

        awaitEvents(120);
        assertThat(events().stream()
                        .map(it -> it.subject() + "/" + it.revision())
                        .distinct())
                .as("seed %d", seed)
                .hasSize(120);
    }

    @Test
    void afterARestartItGoesOnWhereItWas() throws Exception {
        host.reports(change(1, 1), change(2, 1));
        intake.add(host);
        awaitEvents(2);
        intake.close();

        host.reports(change(1, 1), change(3, 1));
        intake = intake();
        intake.add(host);

        awaitEvents(3);
        assertThat(events().getLast().subject()).isEqualTo(Ref.post("blog", "3"));
    }

    @Test
    void aWakeBringsANewChangeAtOnce() throws Exception {
        intake.add(host);
        host.reports(change(1, 1));
        assertThat(intake.wake("blog")).isTrue();
        assertThat(intake.wake("nowhere")).isFalse();

        awaitEvents(1);
    }

    @Test
    void aHostThatFailsIsAskedAgainAndSeenAsFailing() throws Exception {
        host.fails(new IllegalStateException("the database of the blog is away"));
        host.reports(change(1, 1));
        intake.add(host);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (intake.states().getFirst().failure().isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(intake.states().getFirst().failure()).contains("is away");

        host.fails(null);
        intake.wake("blog");

        awaitEvents(1);
    }

    @Test
    void changesOfOthersAreLeftOut() throws Exception {
        host.reports(Occurrence.of(Event.POST_CREATED, Ref.post("forum", "1"), 1), change(2, 1));
        intake.add(host);

        awaitEvents(1);
        assertThat(events().getFirst().subject()).isEqualTo(Ref.post("blog", "2"));
    }

    @Test
    void aHostThatIsTakenAwayIsAskedNoMore() {
        intake.add(host);
        intake.remove(host);
        int asked = host.asked;

        intake.wake(host);

        assertThat(intake.states()).isEmpty();
        assertThat(host.asked).isEqualTo(asked);
    }

    private void awaitEvents(int number) throws InterruptedException {
        while (events().size() < number) {
            assertThat(arrivals.tryAcquire(20, TimeUnit.SECONDS))
                    .as("an event arrives")
                    .isTrue();
        }
        assertThat(events()).hasSize(number);
    }

    private List<Event> events() {
        return kept.events().after(0, 1_000);
    }

    private ChangeIntake intake() {
        return new ChangeIntake(HostsTables.made(), kept.store(), Clock.systemUTC(), new Quick());
    }

    private static Occurrence change(int post, int revision) {
        return Occurrence.of(Event.POST_EDITED, Ref.post("blog", Integer.toString(post)), revision);
    }

    /** Only a wake brings anything within the time of a test. */
    record Quick() implements ChangeIntake.Settings {
        @Override
        public long shortest() {
            return 600_000;
        }

        @Override
        public long longest() {
            return 600_000;
        }

        @Override
        public int days() {
            return 90;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return ChangeIntake.Settings.class;
        }
    }
}
