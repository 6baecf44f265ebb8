/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.host.Host;
import org.allmende.api.host.Outcome;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives commands to hosts, each at least once, for each host in order and one at a time: what is hidden and then restored must
 * not end hidden.
 *
 * <p>A host that cannot do it now is asked again with growing pauses for some days, and what comes after waits. A command that
 * makes the host fail ten times, or that it says is impossible, is set aside as dead: visible, to be tried again by an
 * administrator, and the rest goes on. Safe for concurrent use.
 */
@Component(service = CommandOutbox.class, immediate = true)
@Designate(ocd = CommandOutbox.Settings.class)
public final class CommandOutbox {

    @ObjectClassDefinition(name = "%outbox.title", localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** How many hours a command may wait for a host that is away. */
        @AttributeDefinition(name = "%outbox.hours", description = "%outbox.hours.about", min = "1")
        int hours() default 72;

        /** How many days commands that were done are remembered, so that giving them again does nothing. */
        @AttributeDefinition(name = "%outbox.days", description = "%outbox.days.about", min = "1")
        int days() default 30;
    }

    private static final Logger LOG = LoggerFactory.getLogger(CommandOutbox.class);
    private static final int MOST_FAILURES = 10;
    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
    private static final Backoff STORE = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final Store store;
    private final ChangeIntake intake;
    private final Clock clock;
    private final AutoCloseable arrivals;
    private volatile Settings settings;
    private final Map<Host, Serving> serving = new ConcurrentHashMap<>();

    private final class Serving implements AutoCloseable {

        private final Host host;
        private final Pump pump;
        private int storeFailures;
        private Instant forgotten = Instant.EPOCH;

        Serving(Host host) {
            this.host = host;
            this.pump = Pump.start("commands-" + host.id(), this::next);
        }

        private Duration next() throws InterruptedException {
            try {
                forget();
                Optional<CommandRow> first = first(host.id());
                Duration pause = first.isEmpty()
                        ? IDLE
                        : Duration.between(clock.instant(), first.get().nextTry());
                if (first.isPresent() && !pause.isPositive()) {
                    perform(first.get());
                    pause = Duration.ZERO;
                }
                storeFailures = 0;
                return pause.compareTo(IDLE) < 0 ? pause : IDLE;
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                storeFailures++;
                LOG.warn("Commands to {} wait: {}", host.id(), e.toString());
                return STORE.after(storeFailures);
            }
        }

        private void perform(CommandRow row) throws InterruptedException {
            boolean failed = false;
            Outcome outcome;
            try {
                outcome = host.perform(row.command());
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException(); // closing; it is given again at the next start
                }
                failed = true;
                outcome = row.attempts() + 1 < MOST_FAILURES
                        ? new Outcome.Later(e.toString())
                        : new Outcome.Impossible(e.toString());
            }
            store.writeNow(Unit.of(after(row, outcome, failed)));
            if (outcome instanceof Outcome.Done) {
                intake.wake(host.id());
            }
        }

        private Statement after(CommandRow row, Outcome outcome, boolean failed) {
            return switch (outcome) {
                case Outcome.Done done -> settled(row, "done", "");
                case Outcome.Impossible impossible -> dead(row, impossible.reason());
                case Outcome.Later later -> {
                    Instant now = clock.instant();
                    boolean waitedTooLong = row.created()
                            .plus(Duration.ofHours(settings.hours()))
                            .isBefore(now);
                    yield waitedTooLong && !failed
                            ? dead(row, later.reason())
                            : Statement.of(
                                    "UPDATE hosts_command SET attempts = attempts + 1, next_try = ?, failure = ?"
                                            + " WHERE number = ? AND state = 'waiting'",
                                    now.plus(AGAIN.after(row.attempts() + 1)),
                                    later.reason(),
                                    row.number());
                }
            };
        }

        private Statement dead(CommandRow row, String reason) {
            LOG.warn("{} cannot {} {}: {}. The command is set aside", host.id(), row.kind(), row.subject(), reason);
            return settled(row, "dead", reason);
        }

        private Statement settled(CommandRow row, String state, String failure) {
            return Statement.of(
                    "UPDATE hosts_command SET state = ?, attempts = attempts + 1, failure = ?, next_try = ?"
                            + " WHERE number = ? AND state = 'waiting'",
                    state,
                    failure,
                    clock.instant(),
                    row.number());
        }

        private void forget() {
            Instant now = clock.instant();
            if (forgotten.plus(FORGET_EVERY).isBefore(now)) {
                forgotten = now;
                store.writeNow(Unit.of(Statement.of(
                        "DELETE FROM hosts_command WHERE host = ? AND state = 'done' AND next_try < ?",
                        host.id(),
                        now.minus(Duration.ofDays(settings.days())))));
            }
        }

        void wake() {
            pump.wake();
        }

        @Override
        public void close() {
            pump.close();
        }
    }

    @Activate
    public CommandOutbox(
            @Reference HostsTables tables,
            @Reference Store store,
            @Reference Commits commits,
            @Reference ChangeIntake intake,
            @Reference Clock clock,
            Settings settings) {
        this.store = store;
        this.intake = intake;
        this.clock = clock;
        this.settings = settings;
        this.arrivals = commits.listen(Commits.Kind.COMMANDS, this::wake);
    }

    @Modified
    void settings(Settings changed) {
        this.settings = changed;
    }

    @Deactivate
    void close() throws Exception {
        arrivals.close();
        serving.values().forEach(Serving::close);
        serving.clear();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void add(Host host) {
        serving.computeIfAbsent(host, Serving::new);
    }

    void remove(Host host) {
        Serving gone = serving.remove(host);
        if (gone != null) {
            gone.close();
        }
    }

    void wake() {
        serving.values().forEach(Serving::wake);
    }

    /** Commands in a state, the newest first, those before {@code before}. */
    List<CommandRow> commands(String state, OptionalLong before, int limit) {
        return store.read(reader -> reader.list(
                Statement.of(
                        "SELECT * FROM hosts_command WHERE state = ? AND number < ? ORDER BY number DESC LIMIT ?",
                        state,
                        before.orElse(Long.MAX_VALUE),
                        limit),
                CommandRow::of));
    }

    long count(String host, String state) {
        return store.read(reader -> reader.count(
                Statement.of("SELECT COUNT(*) FROM hosts_command WHERE host = ? AND state = ?", host, state)));
    }

    long dead() {
        return store.read(
                reader -> reader.count(Statement.of("SELECT COUNT(*) FROM hosts_command WHERE state = 'dead'")));
    }

    /** What gives a dead command again; fails with a conflict if it is not dead. To be followed by {@link #wake}. */
    Unit replay(long number) {
        Instant now = clock.instant();
        return Unit.of(Statement.of(
                        "UPDATE hosts_command SET state = 'waiting', attempts = 0, next_try = ?, created = ?"
                                + " WHERE number = ? AND state = 'dead'",
                        now,
                        now,
                        number)
                .expecting(1));
    }

    private Optional<CommandRow> first(String host) {
        return store.read(reader -> reader.first(
                Statement.of(
                        "SELECT * FROM hosts_command WHERE host = ? AND state = 'waiting' ORDER BY number LIMIT 1",
                        host),
                CommandRow::of));
    }
}
