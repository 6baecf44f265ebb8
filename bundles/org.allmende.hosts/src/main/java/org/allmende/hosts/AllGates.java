/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.allmende.api.gate.Draft;
import org.allmende.api.gate.Gate;
import org.allmende.api.gate.Gates;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.lease.Lease;
import org.allmende.api.lease.Leases;
import org.allmende.api.lease.Offer;
import org.allmende.api.lease.Snapshot;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every gate at once, each on a virtual thread with its own 50 ms; the strictest verdict wins.
 *
 * <p>A gate that is late is interrupted and counts as the deployment says: the post is queued for a moderator, or published.
 * A machine that stalls is not the gate's fault: while it does, the time does not count.
 * Each call holds a lease of its own until the gate really returns, so that a generation is not stopped under it. A gate that does
 * not return even when interrupted is asked no more once {@value #STUCK} late calls are inside it, so it cannot use up the
 * process; what it was not asked about is queued whatever the deployment says, or one post could switch it off for all.
 * Safe for concurrent use.
 */
@Component(service = Gates.class)
@Designate(ocd = AllGates.Settings.class)
public final class AllGates implements Gates {

    @ObjectClassDefinition(name = "%gates.title", localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** What a gate that fails or is late counts as: {@code open} or {@code queue}. */
        @AttributeDefinition(
                name = "%gates.failing",
                description = "%gates.failing.about",
                options = {
                    @Option(label = "%gates.failing.open", value = "open"),
                    @Option(label = "%gates.failing.queue", value = "queue")
                })
        String failing() default "queue";

        /** How long one gate may take, in milliseconds. */
        @AttributeDefinition(name = "%gates.millis", description = "%gates.millis.about", min = "1", max = "5000")
        int millis() default 50;
    }

    static final int STUCK = 16;

    private static final Logger LOG = LoggerFactory.getLogger(AllGates.class);

    /** How long a call may take by the clock on a machine that stalls, beyond its own time. */
    private static final long STALL_MILLIS = 500;

    /** How often it is looked whether a call has come back; what a look takes longer than twice that is a stall. */
    private static final long LOOK_NANOS = 2_000_000;

    private final Leases leases;
    private final Messages messages;
    /** Late calls that have not come back, by the gate's label. */
    private final Map<String, AtomicInteger> late = new ConcurrentHashMap<>();

    private volatile Settings settings;

    @Activate
    public AllGates(@Reference Leases leases, @Reference Messages messages, Settings settings) {
        this.leases = leases;
        this.messages = messages;
        this.settings = settings;
    }

    @Modified
    void settings(Settings changed) {
        this.settings = changed;
    }

    @Override
    public Verdict judge(Draft draft) {
        while (true) {
            try (Snapshot snapshot = leases.open()) {
                Optional<Verdict> verdict = judge(draft, snapshot.offers(Gate.class));
                if (verdict.isPresent()) {
                    return verdict.get();
                }
            }
            // One of the gates was swapped before it could be entered; the next snapshot has its successor.
        }
    }

    /** @return empty if a gate has gone in the meantime */
    private Optional<Verdict> judge(Draft draft, List<Offer<Gate>> offers) {
        if (offers.isEmpty()) {
            return Optional.of(Verdict.allow());
        }
        int millis = settings.millis();
        List<Question> questions = new ArrayList<>();
        for (Offer<Gate> offer : offers) {
            questions.add(new Question(offer, draft));
        }
        try {
            questions.forEach(Question::ask);
            Verdict verdict = Verdict.allow();
            for (Question question : questions) {
                Answer answer = question.await(millis);
                if (answer instanceof Answer.Gone) {
                    return Optional.empty();
                }
                verdict = verdict.and(verdict(draft, question.name(), answer));
            }
            return Optional.of(verdict);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable(
                            "The checks before publishing were interrupted; nothing was published. Try again.")
                    .asException(e);
        } finally {
            questions.forEach(Question::end);
        }
    }

    private Verdict verdict(Draft draft, String gate, Answer answer) {
        return switch (answer) {
            case Answer.Given given -> given.verdict();
            case Answer.Unasked unasked -> queued(draft, gate);
            default -> settings.failing().equals("open") ? Verdict.allow() : queued(draft, gate);
        };
    }

    private Verdict queued(Draft draft, String gate) {
        String detail =
                messages.in(draft.author().locale(), draft.author().zone()).get("gates.failed");
        return Verdict.hold(Reason.of("gates", gate, detail));
    }

    /** What came of asking one gate. */
    private sealed interface Answer {
        record Given(Verdict verdict) implements Answer {}

        record Failed() implements Answer {}

        record Late() implements Answer {}

        record Unasked() implements Answer {}

        record Gone() implements Answer {}
    }

    /** One gate asked about one draft. */
    private final class Question {

        private final Offer<Gate> offer;
        private final Draft draft;
        private final String name;
        private final AtomicInteger stuck;
        private final AtomicBoolean overdue = new AtomicBoolean();
        private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(1);
        private final AtomicReference<Thread> running = new AtomicReference<>();
        private final long asked = System.nanoTime();
        private volatile long begun;

        Question(Offer<Gate> offer, Draft draft) {
            this.offer = offer;
            this.draft = draft;
            this.name = offer.feature();
            this.stuck = late.computeIfAbsent(offer.label(), any -> new AtomicInteger());
        }

        String name() {
            return name;
        }

        void ask() {
            if (stuck.get() >= STUCK) {
                LOG.warn("{} calls into a gate of {} did not return; it is not asked until they do", STUCK, name);
                answers.add(new Answer.Unasked());
                return;
            }
            Thread thread = Thread.ofVirtual().name("gate-" + name).unstarted(this::run);
            running.set(thread);
            thread.start();
        }

        private void run() {
            begun = System.nanoTime();
            Answer answer = new Answer.Failed();
            try {
                Optional<Lease<Gate>> entered = leases.enter(offer);
                if (entered.isEmpty()) {
                    answer = new Answer.Gone();
                } else {
                    try (Lease<Gate> lease = entered.get()) {
                        answer = new Answer.Given(
                                Objects.requireNonNull(lease.service().judge(draft), "no verdict"));
                        leases.ended(offer, false);
                    }
                }
            } catch (RuntimeException | Error e) {
                // Its text only: a kept Throwable keeps its class loader.
                LOG.warn("A gate of {} failed: {}", name, e.toString());
                leases.ended(offer, true);
            } finally {
                running.set(null);
                answers.offer(answer);
                cameBack();
            }
        }

        Answer await(int millis) throws InterruptedException {
            long allowed = TimeUnit.MILLISECONDS.toNanos(millis);
            long end = asked + allowed + TimeUnit.MILLISECONDS.toNanos(STALL_MILLIS);
            long last = System.nanoTime();
            long spent = 0;
            while (true) {
                Answer answer = answers.poll(LOOK_NANOS, TimeUnit.NANOSECONDS);
                if (answer != null) {
                    return answer;
                }
                long now = System.nanoTime();
                spent += begun == 0 ? 0 : Math.min(now - Math.max(last, begun), 2 * LOOK_NANOS);
                last = now;
                if (spent >= allowed || now - end >= 0) {
                    return late(millis);
                }
            }
        }

        private Answer late(int millis) {
            LOG.warn("A gate of {} took longer than {} ms; it was interrupted", name, millis);
            stuck.incrementAndGet();
            overdue.set(true);
            end();
            if (running.get() == null) {
                cameBack();
            }
            return new Answer.Late();
        }

        /** Counted out once, whether it is found late first or comes back first. */
        private void cameBack() {
            if (overdue.compareAndSet(true, false) && stuck.decrementAndGet() == 0) {
                late.remove(offer.label(), stuck);
            }
        }

        void end() {
            Thread thread = running.get();
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
