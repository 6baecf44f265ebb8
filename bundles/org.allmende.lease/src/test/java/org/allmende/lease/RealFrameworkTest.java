/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.allmende.api.lease.Generations;
import org.allmende.api.lease.Generations.Drained;
import org.allmende.api.lease.Generations.Generation;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;
import org.allmende.lease.example.contract.Greeter;
import org.allmende.lease.example.contract.Piece;
import org.allmende.lease.example.contract.Worker;
import org.allmende.lease.example.provider.Own;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** The lease bundle in Felix, among bundles that know nothing of it. */
@Timeout(120)
class RealFrameworkTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String GREETER = Greeter.class.getName();
    private static final String PIECE = Piece.class.getName();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private RealFramework framework;
    private Bundle contract;
    private Bundle caller;
    private BundleContext witness;

    @BeforeEach
    void startFramework(@TempDir Path storage) throws BundleException {
        framework = new RealFramework(storage);
        contract = framework.contract();
        caller = framework.caller();
        caller.start();
        witness = caller.getBundleContext();
    }

    @AfterEach
    void stopFramework() throws Exception {
        threads.shutdownNow();
        framework.close();
    }

    private Bundle startLease() throws BundleException {
        Bundle lease = framework.lease();
        lease.start();
        return lease;
    }

    private <T> T service(Class<T> type) {
        return witness.getService(witness.getServiceReference(type));
    }

    private Generations generations() {
        return service(Generations.class);
    }

    private Bundle started(Generation generation) throws BundleException {
        Bundle bundle = framework.provider(
                generation.prefix() + "example.provider", generation.feature() + generation.number());
        bundle.start(Bundle.START_TRANSIENT);
        return bundle;
    }

    private static Generation generation(long number) {
        return new Generation("greeting", "1." + number, number);
    }

    private Drained swap(Generation next, Optional<Generation> previous) {
        return generations().open(next, previous, LIMIT);
    }

    @SuppressWarnings("unchecked") // the caller registers a supplier of text
    private Supplier<String> call() {
        return (Supplier<String>) service(Supplier.class);
    }

    @Test
    void aProxyStandsThereBeforeAnybodyProvides() throws Exception {
        startLease();
        ServiceReference<?> proxy = witness.getServiceReference(GREETER);
        assertThat(proxy.getProperty(Contracts.PROXY)).isEqualTo(true);
        assertThat(proxy.getProperty("service.ranking")).isEqualTo(Integer.MAX_VALUE);
        assertThat(call().get()).isEqualTo("nobody greets Ada");
        assertThat(witness.getServiceReference(PIECE))
                .as("kinds with many providers have no proxy")
                .isNull();
    }

    @Test
    void whatWillBeOfferedIsSeenAheadByOneAndByNobodyElse() throws Exception {
        startLease();
        started(generation(1));
        swap(generation(1), Optional.empty());
        started(generation(2));
        Class<?> piece = contract.loadClass(PIECE);
        Leases leases = service(Leases.class);
        try (Snapshot ahead = generations().ahead(generation(2), Optional.of(generation(1)))) {
            assertThat(ahead.offers(piece)).isNotEmpty().allMatch(offer -> offer.generation() == 2);
            assertThat(leases.offers(piece)).isNotEmpty().allMatch(offer -> offer.generation() == 1);
            assertThat(call().get()).contains("1");
        }
        swap(generation(2), Optional.of(generation(1)));
        assertThat(leases.offers(piece)).isNotEmpty().allMatch(offer -> offer.generation() == 2);
    }

    @Test
    void theServicesOfAGenerationAreHiddenFromEverybodyEvenFromItself() throws Exception {
        startLease();
        List<String> heard = new ArrayList<>();
        ServiceListener listener = event ->
                heard.addAll(List.of((String[]) event.getServiceReference().getProperty("objectClass")));
        witness.addServiceListener(listener);
        Bundle provider = started(generation(1));
        swap(generation(1), Optional.empty());

        for (BundleContext asker : List.of(witness, provider.getBundleContext())) {
            assertThat(asker.getServiceReferences(GREETER, null)).hasSize(1);
            assertThat(asker.getServiceReferences(PIECE, null)).isNull();
            assertThat(asker.getAllServiceReferences(PIECE, null)).isNull();
            assertThat(asker.getServiceReferences((String) null, "(objectClass=" + PIECE + ")"))
                    .isNull();
            assertThat(Arrays.stream(asker.getServiceReferences((String) null, null))
                            .filter(found -> found.getBundle() == provider)
                            .map(found -> ((String[]) found.getProperty("objectClass"))[0]))
                    .doesNotContain(GREETER, PIECE);
        }
        assertThat(provider.getBundleContext().getServiceReferences(Own.class.getName(), null))
                .as("what is its own")
                .hasSize(1);
        assertThat(heard).doesNotContain(GREETER, PIECE).contains(Own.class.getName());
        assertThat(generations().registered(generation(1))).contains(GREETER, PIECE, Own.class.getName());
    }

    @Test
    void aGenerationIsCalledOnceItIsOpenAndNoMoreOnceItIsClosed() throws Exception {
        startLease();
        started(generation(1));
        assertThat(call().get()).startsWith("nobody");
        swap(generation(1), Optional.empty());
        assertThat(call().get()).isEqualTo("[greeting1, greets, Ada]");
        generations().close(generation(1), LIMIT);
        assertThat(call().get()).startsWith("nobody");
    }

    @Test
    void aCandidateCanBeLookedAtBeforeItIsOpen() throws Exception {
        startLease();
        Bundle provider = started(generation(1));
        Class<?> piece = contract.loadClass(PIECE);
        List<? extends Offer<?>> candidates = generations().candidates(generation(1), piece);
        assertThat(candidates).hasSize(2).allSatisfy(offer -> assertThat(offer.label())
                .isEqualTo("greeting/1"));
        assertThat(piece.getMethod("show").invoke(candidates.getFirst().service()))
                .isEqualTo("greeting1");
        assertThat(service(Leases.class).offers(piece)).isEmpty();
        provider.stop();
        assertThat(generations().candidates(generation(1), piece)).isEmpty();
    }

    @Test
    void bundlesOfNoGenerationOfferAsTheyComeAndGo() throws Exception {
        Bundle before = framework.provider("host:one", "one");
        before.start();
        startLease();
        Class<?> piece = contract.loadClass(PIECE);
        Leases leases = service(Leases.class);
        assertThat(leases.offers(piece)).hasSize(2).allSatisfy(offer -> {
            assertThat(offer.label()).isEqualTo("example.provider/0");
            assertThat(offer.version()).isEqualTo("1.2.3");
        });
        try (Snapshot snapshot = leases.open()) {
            assertThat(snapshot.offers(piece)).hasSize(2);
        }
        before.stop();
        assertThat(leases.offers(piece)).isEmpty();
        assertThat(witness.getServiceReferences(GREETER, null)).hasSize(1);
    }

    @Test
    void whatAnOpenGenerationRegistersLaterIsOfferedAndCallersAreHeldMeanwhile() throws Exception {
        startLease();
        started(generation(1));
        swap(generation(1), Optional.empty());
        Class<?> piece = contract.loadClass(PIECE);
        Leases leases = service(Leases.class);
        Runnable restart = witness.getService(witness.getServiceReferences(Runnable.class, "(example=restart)")
                .iterator()
                .next());
        AtomicBoolean over = new AtomicBoolean();
        Set<Integer> seen = new HashSet<>();
        Future<?> watching = threads.submit(() -> {
            while (!over.get()) {
                try (Snapshot snapshot = leases.open()) {
                    seen.add(snapshot.offers(piece).size());
                }
            }
        });
        for (int i = 0; i < 100; i++) {
            restart.run();
        }
        over.set(true);
        watching.get();
        assertThat(seen).containsOnly(2);
    }

    @Test
    void whatOnlyOneMayDoIsDrainedBeforeTheSwitchAndTheRestAfterIt() throws Exception {
        startLease();
        started(generation(1));
        swap(generation(1), Optional.empty());
        started(generation(2));
        Class<?> worker = contract.loadClass(Worker.class.getName());
        Leases leases = service(Leases.class);
        CountDownLatch workerGone = new CountDownLatch(1);
        leases.listen(() -> {
            if (leases.offers(worker).isEmpty()) {
                workerGone.countDown();
            }
        });
        Lease<?> working = leases.enter(leases.offers(worker).getFirst()).orElseThrow();

        Future<Drained> switching = threads.submit(() -> swap(generation(2), Optional.of(generation(1))));
        workerGone.await();
        assertThat(call().get()).isEqualTo("[greeting1, greets, Ada]");
        assertThat(switching.isDone()).isFalse();
        working.close();

        assertThat(switching.get().calls()).isEqualTo(1);
        assertThat(call().get()).isEqualTo("[greeting2, greets, Ada]");
        assertThat(leases.offers(worker)).singleElement().satisfies(offer -> assertThat(offer.label())
                .isEqualTo("greeting/2"));
    }

    @Test
    void startingAfterAGenerationIsRefused() throws Exception {
        started(generation(7));
        Bundle lease = framework.lease();
        assertThatThrownBy(lease::start)
                .hasMessage("example.provider of the generation gen:greeting/7/ is active already, so its"
                        + " services may be held by others; start the lease bundle first");
    }

    @Test
    void proxiesGoWithTheLeaseBundle() throws Exception {
        Bundle lease = startLease();
        lease.stop();
        assertThat(witness.getServiceReference(GREETER)).isNull();
    }

    @Test
    void noCallIsLostAcrossSwapsAndEveryOldClassLoaderIsCollected() throws Exception {
        startLease();
        Hammer hammer = new Hammer();
        Bundle bundle = started(generation(1));
        swap(generation(1), Optional.empty());
        hammer.begin(4);
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        Set<Reference<ClassLoader>> alive = new HashSet<>();
        List<Long> nanos = new ArrayList<>();
        for (int number = 2; number <= 51; number++) {
            alive.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader(), collected));
            long begun = System.nanoTime();
            Bundle next = started(generation(number));
            Drained drained = swap(generation(number), Optional.of(generation(number - 1)));
            bundle.stop();
            bundle.uninstall();
            nanos.add(System.nanoTime() - begun);
            assertThat(drained.broken()).isZero();
            bundle = next;
            hammer.await(20);
        }
        hammer.end();
        assertThat(hammer.failures).isEmpty();
        nanos.sort(null);
        System.out.println("50 swaps under " + hammer.calls + " calls, median " + nanos.get(25) / 1000 + " µs");

        for (int i = 0; i < 100 && !alive.isEmpty(); i++) {
            System.gc();
            Reference<? extends ClassLoader> gone = collected.remove(100);
            while (gone != null) {
                alive.remove(gone);
                gone = collected.poll();
            }
        }
        assertThat(alive).as("class loaders of removed generations").isEmpty();
    }

    /** The control: if this did not fail, the test above would prove nothing. */
    @Test
    void withoutLeasesTheSameCallersFail() throws Exception {
        Hammer hammer = new Hammer();
        Bundle bundle = framework.provider("plain:1", "plain1");
        bundle.start();
        hammer.begin(4);
        for (int number = 2; number <= 500 && hammer.failures.isEmpty(); number++) {
            Bundle next = framework.provider("plain:" + number, "plain" + number);
            next.start();
            bundle.stop();
            bundle.uninstall();
            bundle = next;
            hammer.await(20);
        }
        for (int i = 0; i < 100 && hammer.failures.isEmpty(); i++) {
            bundle.update(RealFramework.provider("updated" + i));
            hammer.await(20);
        }
        hammer.end();
        assertThat(hammer.failures).isNotEmpty();
    }

    /** Four threads that call all the time. */
    private final class Hammer {

        private final AtomicInteger calls = new AtomicInteger();
        private final Set<String> failures = ConcurrentHashMap.newKeySet();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Future<?>> callers = new ArrayList<>();

        void begin(int count) {
            Supplier<String> call = call();
            for (int i = 0; i < count; i++) {
                callers.add(threads.submit(() -> {
                    while (!over.get()) {
                        try {
                            String answer = call.get();
                            if (!answer.endsWith("greets, Ada]")) {
                                failures.add(answer);
                            }
                        } catch (RuntimeException e) {
                            // As text: a kept throwable would keep the class loader it came from.
                            failures.add(e.toString());
                        }
                        calls.incrementAndGet();
                    }
                }));
            }
        }

        void await(int more) {
            int before = calls.get();
            while (calls.get() < before + more) {
                Thread.yield();
            }
        }

        void end() throws Exception {
            over.set(true);
            for (Future<?> caller : callers) {
                caller.get(20, TimeUnit.SECONDS);
            }
        }
    }
}
