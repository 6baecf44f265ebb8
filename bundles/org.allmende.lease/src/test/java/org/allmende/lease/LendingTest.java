/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import static org.allmende.lease.Parties.GREETER;
import static org.allmende.lease.Parties.PIECE;
import static org.allmende.lease.Parties.offer;
import static org.allmende.lease.Parties.proxy;
import static org.allmende.lease.Parties.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allmende.api.lease.Generations.Drained;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leased;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.lease.Unavailable;
import org.allmende.lease.Parties.Greeter;
import org.allmende.lease.Parties.Piece;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LendingTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Lending lending = new Lending(Turnstile.Steps.NONE);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** Fails when it is called after it has been taken away, as a stopped bundle would. */
    private static final class Generation implements Greeter, Piece {

        private final int number;
        private volatile boolean stopped;

        Generation(int number) {
            this.number = number;
        }

        @Override
        public String greet(String name) {
            alive();
            return number + " greets " + name;
        }

        @Override
        public int generation() {
            alive();
            return number;
        }

        private void alive() {
            if (stopped) {
                throw new IllegalStateException("generation " + number + " was called after it was stopped");
            }
        }
    }

    /** Waits inside until it is let go. */
    private static final class Slow implements Greeter {

        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public String greet(String name) throws InterruptedException {
            inside.countDown();
            go.await();
            return "slow";
        }
    }

    @Test
    void theDefaultMethodAnswersWhileNobodyProvides() throws Exception {
        assertThat(proxy(lending).greet("Ada")).isEqualTo("nobody greets Ada");
    }

    @Test
    void theProxyCallsTheNewGenerationFromTheSwitchOn() throws Exception {
        Greeter greeter = proxy(lending);
        Seat<Generation> one = seat(lending, GREETER, 1, new Generation(1));
        offer(lending, one);
        assertThat(greeter.greet("Ada")).isEqualTo("1 greets Ada");

        lending.change(List.of(one), List.of(seat(lending, GREETER, 2, new Generation(2))), List.of())
                .await(LONG);

        assertThat(greeter.greet("Ada")).isEqualTo("2 greets Ada");
        assertThatThrownBy(one::service).isInstanceOf(Unavailable.class);
    }

    @Test
    void theProxyThrowsWhatTheProviderThrew() {
        Greeter angry = new Greeter() {
            @Override
            public String greet(String name) throws Exception {
                throw new java.io.IOException("no");
            }
        };
        offer(lending, seat(lending, GREETER, 1, angry));
        assertThatThrownBy(() -> proxy(lending).greet("Ada"))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("no");
        assertThat(lending.current().seats(Greeter.class).getFirst().calls().inside())
                .isZero();
    }

    @Test
    void aSwitchWaitsForTheCallThatIsUnderWay() throws Exception {
        Slow slow = new Slow();
        Seat<Slow> old = seat(lending, GREETER, 1, slow);
        offer(lending, old);
        Future<String> call = threads.submit(() -> proxy(lending).greet("Ada"));
        slow.inside.await();

        Lending.Drain drain = lending.change(List.of(old), List.of(), List.of());
        Future<Drained> drained = threads.submit(() -> drain.await(LONG));
        assertThat(proxy(lending).greet("Bob")).isEqualTo("nobody greets Bob");
        assertThat(drained.isDone()).isFalse();
        assertThat(old.service()).isSameAs(slow);
        slow.go.countDown();

        assertThat(call.get()).isEqualTo("slow");
        assertThat(drained.get().calls()).isEqualTo(1);
        assertThat(drained.get().broken()).isZero();
    }

    @Test
    void aCallerOvertakenBetweenReadingTheTableAndCountingInReachesTheSuccessor() throws Exception {
        Generation one = new Generation(1);
        AtomicBoolean overtaken = new AtomicBoolean();
        List<Seat<?>> old = new ArrayList<>();
        lending = new Lending(new Turnstile.Steps() {
            @Override
            public void tableRead() {
                if (!old.isEmpty() && overtaken.compareAndSet(false, true)) {
                    // The whole switch, drain included, passes here; the old generation is stopped.
                    Drained drained = lending.change(
                                    old, List.of(seat(lending, GREETER, 2, new Generation(2))), List.of())
                            .await(LONG);
                    assertThat(drained.calls()).isZero();
                    one.stopped = true;
                }
            }
        });
        old.add(seat(lending, GREETER, 1, one));
        offer(lending, old.getFirst());

        assertThat(proxy(lending).greet("Ada")).isEqualTo("2 greets Ada");
        assertThat(overtaken).isTrue();
    }

    @Test
    void aRequestOvertakenBetweenReadingTheTableAndCountingInSeesTheNewTable() {
        Generation one = new Generation(1);
        AtomicBoolean overtaken = new AtomicBoolean();
        List<Seat<?>> old = new ArrayList<>();
        lending = new Lending(new Turnstile.Steps() {
            @Override
            public void tableRead() {
                if (!old.isEmpty() && overtaken.compareAndSet(false, true)) {
                    lending.change(old, List.of(seat(lending, PIECE, 2, new Generation(2))), List.of())
                            .await(LONG);
                    one.stopped = true;
                }
            }
        });
        old.add(seat(lending, PIECE, 1, one));
        offer(lending, old.getFirst());

        try (Snapshot snapshot = lending.open()) {
            assertThat(snapshot.offers(Piece.class))
                    .singleElement()
                    .satisfies(offer -> assertThat(offer.service().generation()).isEqualTo(2));
        }
    }

    @Test
    void aDrainIsNotHeldUpBySomebodyWhoIsJustBeingRefused() throws Exception {
        AtomicBoolean refused = new AtomicBoolean();
        List<Future<Boolean>> waiting = new ArrayList<>();
        Turnstile[] turnstile = new Turnstile[1];
        turnstile[0] = new Turnstile(new Turnstile.Steps() {
            @Override
            public void refused() {
                refused.set(true);
                assertThat(turnstile[0].inside()).isEqualTo(1);
                CountDownLatch begun = new CountDownLatch(1);
                waiting.add(threads.submit(() -> {
                    begun.countDown();
                    return turnstile[0].awaitEmpty(System.nanoTime() + LONG.toNanos());
                }));
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        turnstile[0].close();

        assertThat(turnstile[0].enter()).isEqualTo(Turnstile.REFUSED);
        assertThat(refused).isTrue();
        assertThat(waiting.getFirst().get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aStageHoldsItsLeaseUntilItIsComplete() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Seat<Greeter> old = seat(lending, GREETER, 1, later(answer));
        offer(lending, old);
        CompletionStage<String> handedOut = proxy(lending).later();
        Lending.Drain drain = lending.change(List.of(old), List.of(), List.of());
        Future<Drained> drained = threads.submit(() -> drain.await(LONG));
        assertThat(drained.isDone()).isFalse();

        answer.complete("done");

        assertThat(drained.get(10, TimeUnit.SECONDS).calls()).isEqualTo(1);
        assertThat(handedOut.toCompletableFuture().join()).isEqualTo("done");
    }

    @Test
    void aStageThatIsStillPendingAtTheLimitFailsAsUnavailable() {
        Seat<Greeter> old = seat(lending, GREETER, 1, later(new CompletableFuture<>()));
        offer(lending, old);
        CompletionStage<String> handedOut = proxy(lending).later();

        Drained drained = lending.change(List.of(old), List.of(), List.of()).await(Duration.ofMillis(10));

        assertThat(drained.broken()).isEqualTo(1);
        assertThatThrownBy(() -> handedOut.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(Unavailable.class)
                .hasMessageContaining("tests 1.1 was taken away before it had answered");
        assertThat(old.calls().inside()).isZero();
    }

    private static Greeter later(CompletionStage<String> stage) {
        return new Greeter() {
            @Override
            public CompletionStage<String> later() {
                return stage;
            }
        };
    }

    @Test
    void aCallThatIsStillUnderWayAtTheLimitIsInterruptedAndAnswersUnavailable() throws Exception {
        Slow slow = new Slow();
        Seat<Slow> old = seat(lending, GREETER, 1, slow);
        offer(lending, old);
        AtomicBoolean interruptedAfterwards = new AtomicBoolean();
        Future<Throwable> call = threads.submit(() -> {
            try {
                proxy(lending).greet("Ada");
                return null;
            } catch (Unavailable e) {
                interruptedAfterwards.set(Thread.currentThread().isInterrupted());
                return e;
            }
        });
        slow.inside.await();

        Drained drained = lending.change(List.of(old), List.of(), List.of()).await(Duration.ofMillis(10));

        assertThat(drained.broken()).isEqualTo(1);
        assertThat(call.get(10, TimeUnit.SECONDS)).isInstanceOf(Unavailable.class);
        assertThat(interruptedAfterwards).as("the interrupt was taken back").isFalse();
        assertThatThrownBy(old::service).isInstanceOf(Unavailable.class);
    }

    @Test
    void aDrainAskedForFromInsideDoesNotWaitForItself() throws Exception {
        Seat<?>[] old = new Seat<?>[1];
        AtomicInteger broken = new AtomicInteger(-1);
        Greeter suicidal = new Greeter() {
            @Override
            public String greet(String name) {
                broken.set(lending.change(List.of(old[0]), List.of(), List.of())
                        .await(LONG)
                        .broken());
                return "gone";
            }
        };
        old[0] = seat(lending, GREETER, 1, suicidal);
        offer(lending, old[0]);
        assertThat(proxy(lending).greet("Ada")).isEqualTo("gone");
        assertThat(broken).hasValue(0);
    }

    @Test
    void aSnapshotHoldsEverythingThatWasOfferedWhenItWasOpened() throws Exception {
        Seat<Generation> old = seat(lending, PIECE, 1, new Generation(1));
        offer(lending, old);
        Future<Drained> drained;
        try (Snapshot snapshot = lending.open()) {
            // Not the table it was in when it goes, but one before it: a further offer has come meanwhile.
            offer(lending, seat(lending, GREETER, 9, new Generation(9)));
            Lending.Drain drain =
                    lending.change(List.of(old), List.of(seat(lending, PIECE, 2, new Generation(2))), List.of());
            drained = threads.submit(() -> drain.await(LONG));
            assertThat(drained.isDone()).isFalse();
            assertThat(snapshot.offers(Piece.class).getFirst().service().generation())
                    .isEqualTo(1);
        }
        assertThat(drained.get(10, TimeUnit.SECONDS).broken()).isZero();
    }

    @Test
    void aSwitchIsNotHeldUpByARequestThatWaitsForItAside() throws Exception {
        Seat<Generation> old = seat(lending, PIECE, 1, new Generation(1));
        offer(lending, old);
        Snapshot snapshot = lending.open();
        Drained drained = lending.aside(() -> threads.submit(
                        () -> lending.change(List.of(old), List.of(), List.of()).await(LONG))
                .get(10, TimeUnit.SECONDS));
        snapshot.close();
        assertThat(drained.broken()).isZero();
    }

    @Test
    void aLeaseOfAnOfferThatHasGoneIsNotGiven() {
        Seat<Generation> old = seat(lending, PIECE, 1, new Generation(1));
        offer(lending, old);
        Offer<Piece> offer = lending.offers(Piece.class).getFirst();
        Optional<Lease<Piece>> lease = lending.enter(offer);
        assertThat(lease).isPresent();
        lease.get().close();
        lease.get().close();
        assertThat(old.calls().inside()).as("closing twice counts once").isZero();

        lending.change(List.of(old), List.of(), List.of()).await(LONG);
        assertThat(lending.enter(offer)).isEmpty();
    }

    @Test
    void whatIsDerivedIsComputedOnceForATable() {
        AtomicInteger computed = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            try (Snapshot snapshot = lending.open()) {
                assertThat(snapshot.derived(Integer.class, table -> computed.incrementAndGet()))
                        .isEqualTo(1);
            }
        }
        offer(lending, seat(lending, PIECE, 1, new Generation(1)));
        try (Snapshot snapshot = lending.open()) {
            assertThat(snapshot.derived(Integer.class, table -> computed.incrementAndGet()))
                    .isEqualTo(2);
        }
    }

    @Test
    void callersOfAServiceThatWentByItselfAreHeldForItsSuccessor() throws Exception {
        Seat<Generation> old = seat(lending, GREETER, 1, new Generation(1));
        offer(lending, old);
        long until = System.nanoTime() + LONG.toNanos();
        lending.change(List.of(old), List.of(), List.of(new Table.Vacancy(GREETER, "org.example", "part", until)));
        Future<String> call = threads.submit(() -> proxy(lending).greet("Ada"));
        Future<Long> request = threads.submit(() -> {
            try (Snapshot snapshot = lending.open()) {
                return snapshot.number();
            }
        });
        assertThat(call.isDone()).isFalse();

        offer(lending, seat(lending, GREETER, 1, new Generation(1)));

        assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("1 greets Ada");
        assertThat(request.get(10, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void callersOfAServiceThatNeverComesBackAreAnsweredByTheDefault() throws Exception {
        Seat<Generation> old = seat(lending, GREETER, 1, new Generation(1));
        offer(lending, old);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        lending.change(List.of(old), List.of(), List.of(new Table.Vacancy(GREETER, "org.example", "part", until)));
        assertThat(proxy(lending).greet("Ada")).isEqualTo("nobody greets Ada");
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(until);
    }

    @Test
    void listenersAreToldOfEverySwitchAndAFailingOneHarmsNobody() throws Exception {
        AtomicInteger told = new AtomicInteger();
        lending.listen(() -> {
            throw new IllegalStateException("on purpose");
        });
        AutoCloseable listening = lending.listen(told::incrementAndGet);
        offer(lending, seat(lending, PIECE, 1, new Generation(1)));
        listening.close();
        offer(lending, seat(lending, PIECE, 2, new Generation(2)));
        assertThat(told).hasValue(1);
    }

    @Test
    void moreThreadsThanPlacesAreInsideAtOnceAndAllAreInterrupted() throws Exception {
        Turnstile turnstile = new Turnstile(Turnstile.Steps.NONE);
        CountDownLatch inside = new CountDownLatch(100);
        AtomicInteger interrupted = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(threads.submit(() -> {
                int ticket = turnstile.enter();
                inside.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
                turnstile.leave(ticket);
            }));
        }
        inside.await();
        turnstile.close();
        assertThat(turnstile.awaitEmpty(System.nanoTime())).isFalse();
        turnstile.interrupt();
        assertThat(turnstile.awaitEmpty(System.nanoTime() + LONG.toNanos())).isTrue();
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(interrupted).hasValue(100);
    }

    @Test
    void anInterfaceWithAMethodThatHasNoDefaultIsNoContract() {
        assertThatThrownBy(() -> Kind.of(Bare.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("every method needs a default; mustBeThere has none");
        assertThatThrownBy(() -> Kind.of(Runnable.class)).hasMessageContaining("no interface annotated with @Leased");
    }

    @Leased
    interface Bare {
        void mustBeThere();
    }

    @Test
    void underManySwitchesNoCallIsLostAndEveryRequestSeesOneTable() throws Exception {
        long seed = System.nanoTime();
        System.out.println("LendingTest seed " + seed);
        Random random = new Random(seed);
        Greeter greeter = proxy(lending);
        Generation first = new Generation(1);
        List<Seat<?>> offered = seatsOf(first, 1);
        offer(lending, offered.toArray(Seat[]::new));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        List<Future<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean direct = i % 2 == 0;
            callers.add(threads.submit(() -> {
                while (!over.get()) {
                    if (direct) {
                        assertThat(greeter.greet("Ada")).endsWith("greets Ada").doesNotStartWith("nobody");
                    } else {
                        oneTable();
                    }
                    calls.incrementAndGet();
                }
                return null;
            }));
        }
        Generation old = first;
        for (int number = 2; number < 400; number++) {
            Generation next = new Generation(number);
            List<Seat<?>> coming = seatsOf(next, number);
            Drained drained = lending.change(offered, coming, List.of()).await(LONG);
            assertThat(drained.broken()).isZero();
            old.stopped = true;
            old = next;
            offered = coming;
            if (random.nextInt(10) == 0) {
                int seen = calls.get();
                while (calls.get() < seen + random.nextInt(100)
                        && callers.stream().noneMatch(Future::isDone)) {
                    Thread.yield();
                }
            }
        }
        over.set(true);
        for (Future<Void> caller : callers) {
            caller.get(10, TimeUnit.SECONDS);
        }
    }

    private void oneTable() {
        try (Snapshot snapshot = lending.open()) {
            int greeting = Integer.parseInt(
                    greet(snapshot.offers(Greeter.class).getFirst().service()).split(" ")[0]);
            List<Integer> pieces = snapshot.offers(Piece.class).stream()
                    .map(offer -> offer.service().generation())
                    .toList();
            assertThat(pieces).containsExactly(greeting, greeting);
        }
    }

    private static String greet(Greeter greeter) {
        try {
            return greeter.greet("Ada");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<Seat<?>> seatsOf(Generation generation, int number) {
        return List.of(
                seat(lending, GREETER, number, generation),
                seat(lending, PIECE, number, generation),
                seat(lending, PIECE, number, generation));
    }
}
