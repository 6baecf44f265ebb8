/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allmende.api.content.Ref;
import org.allmende.api.gate.Draft;
import org.allmende.api.gate.Gate;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.gate.Verdict.Decision;
import org.allmende.api.member.Viewer;
import org.allmende.testkit.TestMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AllGatesTest {

    private final Offers offers = new Offers();

    @Test
    void withoutAGateEverythingIsAllowed() {
        assertThat(judge("open").decision()).isEqualTo(Decision.ALLOW);
    }

    @Test
    void theStrictestVerdictWinsAndAllReasonsAreKept() {
        offers.with("a", gate(Verdict.flag(reason("one"))))
                .with("b", gate(Verdict.reject(reason("two"))))
                .with("c", gate(Verdict.allow()))
                .with("d", gate(Verdict.hold(reason("three"))));

        Verdict verdict = judge("open");

        assertThat(verdict.decision()).isEqualTo(Decision.REJECT);
        assertThat(verdict.reasons().stream().map(Reason::rule)).containsExactly("one", "two", "three");
    }

    @Test
    void aLateGateIsInterruptedAndThePostIsPublishedOrQueuedAsSet() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(2);
        offers.with("slow", judging(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return Verdict.reject(reason("too late"));
        }));

        assertThat(judge("open").decision()).isEqualTo(Decision.ALLOW);
        Verdict queued = judge("queue");
        assertThat(queued.decision()).isEqualTo(Decision.HOLD);
        assertThat(queued.reasons().getFirst().detail()).contains("A moderator looks at your post first");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCheckThatDoesNotAnswerHoldsUnlessTheDeploymentSaysOtherwise() throws Exception {
        assertThat(AllGates.Settings.class.getMethod("failing").getDefaultValue())
                .isEqualTo("queue");
    }

    @Test
    void aFailingGateCountsAsSetAndTheOthersAreHeard() {
        offers.with("broken", judging(() -> {
                    throw new IllegalStateException("broken");
                }))
                .with("unlinked", judging(() -> {
                    throw new NoClassDefFoundError("gone");
                }))
                .with("null", judging(() -> null))
                .with("good", gate(Verdict.flag(reason("one"))));

        assertThat(judge("open").decision()).isEqualTo(Decision.FLAG);
        assertThat(judge("queue").decision()).isEqualTo(Decision.HOLD);
    }

    @Test
    void aGateThatIgnoresTheInterruptKeepsItsLeaseAndIsAskedNoMoreAfterAWhile() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        offers.with("deaf", judging(() -> {
            asked.incrementAndGet();
            boolean waiting = true;
            while (waiting) {
                try {
                    go.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    // deaf
                }
            }
            return Verdict.allow();
        }));
        AllGates gates = gates("open");
        for (int i = 0; i < AllGates.STUCK; i++) {
            assertThat(gates.judge(draft()).decision()).isEqualTo(Decision.ALLOW);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(gates.judge(draft()).decision()).as("not asked at all").isEqualTo(Decision.HOLD);
        }

        assertThat(asked).hasValue(AllGates.STUCK);
        assertThat(offers.inside).hasValue(AllGates.STUCK);
        assertThat(offers.snapshots).as("snapshots still open").hasValue(0);
        go.countDown();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (offers.inside.get() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(offers.inside).as("leases still held").hasValue(0);
    }

    @Test
    void aGateThatWasSwappedInBetweenIsAskedInItsNextGeneration() {
        offers.with("moving", gate(Verdict.hold(reason("one")))).swapping("moving");

        assertThat(judge("open").decision()).isEqualTo(Decision.HOLD);
        assertThat(offers.snapshots).hasValue(0);
    }

    private Verdict judge(String failing) {
        return gates(failing).judge(draft());
    }

    private AllGates gates(String failing) {
        return new AllGates(offers, TestMessages.of(Path.of("src/main/resources")), new Failing(failing));
    }

    private static Draft draft() {
        return new Draft(
                Viewer.guest(Locale.ENGLISH, ZoneId.of("UTC")),
                Ref.space("forum", "1"),
                Optional.empty(),
                Optional.of("title"),
                "body",
                Optional.empty());
    }

    private static Gate gate(Verdict verdict) {
        return judging(() -> verdict);
    }

    private static Gate judging(java.util.function.Supplier<Verdict> judging) {
        return new Gate() {
            @Override
            public Verdict judge(Draft draft) {
                return judging.get();
            }
        };
    }

    private static Reason reason(String rule) {
        return Reason.of("test", rule, "detail");
    }

    private record Failing(String failing) implements AllGates.Settings {
        @Override
        public int millis() {
            return 50;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return AllGates.Settings.class;
        }
    }
}
