/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.event.Occurrence;
import org.allmende.api.host.Host;
import org.allmende.api.store.Reader;
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
 * Takes in what hosts report as changed, and records each change once as an event.
 *
 * <p>Hosts may report late, twice and out of order: what was recorded is remembered by item, type and revision, in the same unit
 * as the event and the cursor, so that neither a crash nor a host's repetition doubles or loses one. Each host has a thread of its
 * own; it asks again when woken (the service's properties change, a command was done, {@code POST /api/v1/hosts/ID/wake}),
 * else after a pause that grows while there is nothing. Safe for concurrent use.
 */
@Component(service = ChangeIntake.class, immediate = true)
@Designate(ocd = ChangeIntake.Settings.class)
public final class ChangeIntake {

    @ObjectClassDefinition(name = "%intake.title", localization = "OSGI-INF/l10n/settings")
    public @interface Settings {
        /** The shortest pause between two questions to a host that has nothing new, in milliseconds. */
        @AttributeDefinition(name = "%intake.shortest", description = "%intake.shortest.about", min = "10")
        long shortest() default 250;

        /** The longest pause between two questions, in milliseconds. */
        @AttributeDefinition(name = "%intake.longest", description = "%intake.longest.about", min = "10")
        long longest() default 5_000;

        /** Days for which it is remembered that a change was recorded. */
        @AttributeDefinition(name = "%intake.days", description = "%intake.days.about", min = "1")
        int days() default 90;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ChangeIntake.class);
    private static final int BATCH = 200;
    private static final Backoff ERRORS = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1));
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final Store store;
    private final Clock clock;
    private volatile Settings settings;
    private final Map<Host, Following> following = new ConcurrentHashMap<>();

    /** How one host is doing; empty failure if well. */
    record State(String host, String cursor, Optional<Instant> at, String failure) {}

    private final class Following implements AutoCloseable {

        private final Host host;
        private final Pump pump;
        private int empty;
        private int failures;
        private Instant forgotten = Instant.EPOCH;
        private volatile String failure = "";

        Following(Host host) {
            this.host = host;
            this.pump = Pump.start("changes-" + host.id(), this::next);
        }

        private Duration next() throws InterruptedException {
            try {
                boolean more = take();
                failures = 0;
                failure = "";
                return more ? Duration.ZERO : pause();
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                failures++;
                failure = String.valueOf(e.getMessage());
                Duration pause = ERRORS.after(failures);
                LOG.warn(
                        "Changes of {} could not be taken in; again in {} s: {}",
                        host.id(),
                        pause.toSeconds(),
                        e.toString());
                return pause;
            }
        }

        private boolean take() {
            String cursor = cursor(host.id());
            Host.Changes changes = host.changesSince(cursor, BATCH);
            boolean nothing = changes.occurrences().isEmpty()
                    && (changes.cursor().isEmpty() || changes.cursor().equals(cursor));
            if (nothing) {
                empty++;
                return changes.more();
            }
            empty = 0;
            keep(changes);
            return changes.more();
        }

        private void keep(Host.Changes changes) {
            List<Occurrence> fresh = unseen(host.id(), changes.occurrences());
            Instant now = clock.instant();
            Unit unit = Unit.of(Statement.of(
                    "INSERT INTO hosts_cursor (host, cursor, at) VALUES (?, ?, ?)"
                            + " ON CONFLICT (host) DO UPDATE SET cursor = excluded.cursor, at = excluded.at",
                    host.id(),
                    changes.cursor(),
                    now));
            for (Occurrence occurrence : fresh) {
                unit = unit.and(Statement.of(
                                "INSERT INTO hosts_seen (subject, type, revision, at) VALUES (?, ?, ?, ?)",
                                occurrence.subject(),
                                occurrence.type(),
                                occurrence.revision(),
                                now))
                        .event(occurrence);
            }
            if (forgotten.plus(FORGET_EVERY).isBefore(now)) {
                forgotten = now;
                unit = unit.and(Statement.of(
                        "DELETE FROM hosts_seen WHERE at < ?", now.minus(Duration.ofDays(settings.days()))));
            }
            store.writeNow(unit);
        }

        private Duration pause() {
            return new Backoff(Duration.ofMillis(settings.shortest()), Duration.ofMillis(settings.longest()))
                    .after(empty);
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
    public ChangeIntake(
            @Reference HostsTables tables, @Reference Store store, @Reference Clock clock, Settings settings) {
        this.store = store;
        this.clock = clock;
        this.settings = settings;
    }

    @Modified
    void settings(Settings changed) {
        this.settings = changed;
    }

    @Deactivate
    void close() {
        following.values().forEach(Following::close);
        following.clear();
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            updated = "wake")
    void add(Host host) {
        following.computeIfAbsent(host, Following::new);
    }

    void remove(Host host) {
        Following gone = following.remove(host);
        if (gone != null) {
            gone.close();
        }
    }

    /** A host that has something to tell changes a property of its service. */
    void wake(Host host) {
        Following there = following.get(host);
        if (there != null) {
            there.wake();
        }
    }

    /** @return whether there is such a host */
    boolean wake(String id) {
        List<Following> there = following.values().stream()
                .filter(it -> it.host.id().equals(id))
                .toList();
        there.forEach(Following::wake);
        return !there.isEmpty();
    }

    List<State> states() {
        List<State> states = new ArrayList<>();
        for (Following each : following.values()) {
            String id = each.host.id();
            states.add(store.read(reader -> reader.first(
                            Statement.of("SELECT cursor, at FROM hosts_cursor WHERE host = ?", id),
                            row -> new State(id, row.text("cursor"), row.optionalInstant("at"), each.failure)))
                    .orElse(new State(id, "", Optional.empty(), each.failure)));
        }
        return states;
    }

    private String cursor(String host) {
        return store.read(reader -> reader.first(
                        Statement.of("SELECT cursor FROM hosts_cursor WHERE host = ?", host),
                        row -> row.text("cursor")))
                .orElse("");
    }

    /** Those that were not recorded before, each once, in the order given. */
    private List<Occurrence> unseen(String host, List<Occurrence> reported) {
        record Key(String subject, String type, long revision) {
            static Key of(Occurrence it) {
                return new Key(it.subject().toString(), it.type(), it.revision());
            }
        }
        if (reported.isEmpty()) {
            return List.of();
        }
        Set<Key> known = store.read((Reader reader) -> {
            List<Object> subjects = new ArrayList<>();
            reported.forEach(it -> subjects.add(it.subject()));
            String places = String.join(", ", Collections.nCopies(subjects.size(), "?"));
            return new HashSet<>(reader.list(
                    Statement.of(
                            "SELECT subject, type, revision FROM hosts_seen WHERE subject IN (" + places + ")",
                            subjects.toArray()),
                    row -> new Key(row.text("subject"), row.text("type"), row.number("revision"))));
        });
        List<Occurrence> fresh = new ArrayList<>();
        for (Occurrence occurrence : reported) {
            if (!occurrence.subject().host().equals(host)) {
                LOG.warn("{} reports a change of {}, which is not its own; it is left out", host, occurrence.subject());
            } else if (known.add(Key.of(occurrence))) {
                fresh.add(occurrence);
            }
        }
        return fresh;
    }
}
