/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.DeadLetters;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events;
import org.allmende.api.lease.Leases;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Store;
import org.allmende.attendance.Attendant;
import org.allmende.attendance.Attendants;
import org.allmende.attendance.Backoff;
import org.allmende.attendance.Failure;
import org.allmende.attendance.Movement;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of events and those who follow it.
 *
 * <p>Puts the parts together: {@link EventLog}, {@link Cursors} and a {@link Follower} for each consumer. Immediate, since consumers are to be
 * followed for whether or not anybody asks for {@link Events}. Thread-safe.
 */
@Component(
        service = {Following.class, Events.class, DeadLetters.class},
        immediate = true)
@Designate(ocd = Following.Settings.class)
public final class Following implements Events, DeadLetters {

    @ObjectClassDefinition(
            name = "%events.title",
            description = "%events.description",
            localization = "OSGI-INF/l10n/settings")
    @interface Settings {
        /** Events that a consumer is handed at once. */
        @AttributeDefinition(name = "%batch.name", description = "%batch.description", min = "1", max = "500")
        int batch() default 200;

        /** Tries of an event before it is set aside. */
        @AttributeDefinition(name = "%attempts.name", description = "%attempts.description", min = "1", max = "20")
        int attempts() default 5;

        /** Days that events are kept. */
        @AttributeDefinition(name = "%days.name", description = "%days.description", min = "1", max = "3650")
        int days() default 30;
    }

    private static final Logger log = LoggerFactory.getLogger(Following.class);

    private static final Attendants.Kind<Consumer> CONSUMERS =
            new Attendants.Kind<>(Consumer.class, "consumer", "followed for");
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), 4, Duration.ofMinutes(5));
    private static final int BATCH_ATTEMPTS = 2;
    private static final int PRUNED_AT_ONCE = 500;

    private final EventLog events;
    private final Cursors cursors;
    private final Movement movement = new Movement();
    private final Pauses pauses;
    private final Attendants<Consumer, Follower> followers;
    private final Commits commits;
    private final AutoCloseable commitListener;
    private final ScheduledExecutorService housekeeping;
    private volatile Pace pace;
    private volatile boolean closed;

    @Activate
    public Following(
            BundleContext context,
            @Reference Store store,
            @Reference Commits commits,
            @Reference Migrations migrations,
            @Reference Leases leases,
            @Reference Clock clock,
            Settings settings) {
        this(migrated(migrations, context, store), commits, leases, clock, pace(settings));
    }

    /** @param store has the tables of this bundle already */
    Following(Store store, Commits commits, Leases leases, Clock clock, Pace pace) {
        this.events = new EventLog(store);
        this.cursors = new Cursors(store, clock);
        this.pace = pace;
        this.commits = commits;
        this.pauses = new Pauses(this::goOn);
        Attendant.Ground ground = new Attendant.Ground(leases, store, movement);
        Follower.Surroundings around =
                new Follower.Surroundings(ground, events, cursors, () -> this.pace, pauses::left);
        this.followers = new Attendants<>(
                CONSUMERS,
                ground,
                (offer, consumer) -> new Follower(around, offer, consumer.name(), new HashSet<>(consumer.types())));
        this.commitListener = commits.listen(Commits.Kind.EVENTS, followers::wake);
        followers.begin();
        this.housekeeping = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                .daemon()
                .name("allmende-events-housekeeping")
                .factory());
        housekeeping.scheduleWithFixedDelay(this::prune, 2, 60, TimeUnit.MINUTES);
    }

    @Modified
    void settings(Settings changedSettings) {
        pace = pace(changedSettings);
    }

    @Deactivate
    void close() {
        closed = true;
        housekeeping.shutdownNow();
        try {
            commitListener.close();
        } catch (Exception e) {
            log.warn("A listener could not be taken back", e);
        }
        followers.close();
    }

    @Override
    public long newest() {
        return events.newest();
    }

    @Override
    public long floor() {
        return events.floor();
    }

    @Override
    public List<Event> after(long offset, int limit) {
        return events.after(offset, limit);
    }

    @Override
    public AutoCloseable listen(Runnable arrived) {
        return commits.listen(Commits.Kind.EVENTS, arrived);
    }

    @Override
    public Pause pause(Duration atMost) {
        return pauses.begin(atMost);
    }

    private void goOn() {
        followers.wake();
    }

    @Override
    public List<Progress> progress() {
        long newest = events.newest();
        Map<String, Long> letters = cursors.lettersByConsumer();
        return followers.all().stream()
                .map(follower -> new Progress(
                        follower.name(),
                        follower.feature(),
                        Math.max(0, follower.position()),
                        Math.max(0, newest - Math.max(0, follower.position())),
                        letters.getOrDefault(follower.name(), 0L)))
                .toList();
    }

    @Override
    public boolean settled(long millis) throws InterruptedException {
        followers.refresh();
        long newest = events.newest();
        return movement.await(() -> followers.all().stream().allMatch(follower -> follower.isSettled(newest)), millis);
    }

    @Override
    public String source() {
        return "event";
    }

    @Override
    public List<Letter> list(int limit) {
        return cursors.letters(limit);
    }

    @Override
    public boolean replay(String id) {
        long letter = number(id);
        Optional<String> consumer = cursors.consumerOf(letter);
        if (consumer.isEmpty()) {
            return false;
        }
        Follower follower = followers.of(consumer.get()).orElseThrow(() -> Problem.conflict(
                        "Nobody is there to handle it again: " + consumer.get()
                                + " is not running. Cure: install its feature, then try again.")
                .asException());
        cursors.askForReplay(letter);
        follower.replay();
        return true;
    }

    /** Consumers that fail at the moment; what they could not do is tried again or set aside. */
    List<String> failing() {
        return followers.all().stream()
                .filter(follower -> !follower.failure().isNone())
                .map(Follower::name)
                .toList();
    }

    /** How the last try of a consumer failed; none while all is well. */
    Failure failure(String consumer) {
        return followers.of(consumer).map(Follower::failure).orElse(Failure.NONE);
    }

    void prune() {
        try {
            int gone;
            do {
                gone = cursors.prune(pace.kept(), PRUNED_AT_ONCE);
            } while (gone == PRUNED_AT_ONCE && !closed);
        } catch (RuntimeException e) {
            log.warn("Old events could not be deleted; the next try is in an hour", e);
        }
    }

    private static long number(String id) {
        try {
            return id.startsWith("event-") ? Long.parseLong(id.substring("event-".length())) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Pace pace(Settings settings) {
        return new Pace(
                settings.batch(), BATCH_ATTEMPTS, settings.attempts(), BACKOFF, Duration.ofDays(settings.days()));
    }

    private static Store migrated(Migrations migrations, BundleContext context, Store store) {
        migrations.apply("events", context.getBundle(), rows -> {});
        return store;
    }
}
