/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.allmende.api.event.DeadLetters;
import org.allmende.api.lease.Leases;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Store;
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
 * Has everything done that is due, by whoever offers the job.
 *
 * <p>Puts the parts together: {@link Ledger} and {@link Workers}. Immediate, since time passes whether or not anybody asks.
 * Thread-safe.
 */
@Component(service = DeadLetters.class, immediate = true)
@Designate(ocd = Timetable.Settings.class)
public final class Timetable implements DeadLetters {

    @ObjectClassDefinition(
            name = "%jobs.title",
            description = "%jobs.description",
            localization = "OSGI-INF/l10n/settings")
    @interface Settings {
        /** Tries of what is due before it is set aside. */
        @AttributeDefinition(name = "%attempts.name", description = "%attempts.description", min = "1", max = "20")
        int attempts() default 6;
    }

    private static final Logger log = LoggerFactory.getLogger(Timetable.class);

    /** A clock that jumps is noticed after this time. */
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final Ledger ledger;
    private final Workers workers;
    private final AutoCloseable commitListener;
    private final AutoCloseable leaseListener;
    private final Signal changed = new Signal();
    private final Thread watcher;
    private volatile Pace pace;
    private volatile boolean closed;

    @Activate
    public Timetable(
            BundleContext context,
            @Reference Store store,
            @Reference Ids ids,
            @Reference Commits commits,
            @Reference Migrations migrations,
            @Reference Leases leases,
            @Reference Clock clock,
            Settings settings) {
        this(migrated(migrations, context, store), ids, commits, leases, clock, pace(settings));
    }

    /** @param store has the tables of this bundle already */
    Timetable(Store store, Ids ids, Commits commits, Leases leases, Clock clock, Pace pace) {
        this.pace = pace;
        this.ledger = new Ledger(store, ids, clock);
        this.workers = new Workers(new Worker.Surroundings(store, ledger, leases, clock, () -> this.pace, () -> {}));
        this.commitListener = commits.listen(Commits.Kind.TASKS, workers::wake);
        this.leaseListener = leases.listen(changed::raise);
        this.watcher = Thread.ofVirtual().name("allmende-jobs").start(this::watch);
    }

    @Modified
    void settings(Settings changedSettings) {
        pace = pace(changedSettings);
    }

    @Deactivate
    void close() {
        closed = true;
        changed.raise();
        try {
            commitListener.close();
            leaseListener.close();
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("A listener could not be taken back", e);
        }
        workers.close();
    }

    @Override
    public String source() {
        return "job";
    }

    @Override
    public List<Letter> list(int limit) {
        return ledger.letters(limit);
    }

    @Override
    public boolean replay(String id) {
        long letter = number(id);
        Optional<String> job = ledger.jobOf(letter);
        if (job.isEmpty()) {
            return false;
        }
        if (!workers.isThere(job.get())) {
            throw Problem.conflict("Nobody is there to do it again: " + job.get()
                            + " is not running. Cure: install its feature, then try again.")
                    .asException();
        }
        ledger.replay(letter);
        workers.wake();
        return true;
    }

    /** Has all look at the clock, and waits until none finds anything more to do. */
    boolean settled(long millis) throws InterruptedException {
        return workers.settled(millis);
    }

    private void watch() {
        while (!closed) {
            try {
                workers.refresh();
            } catch (RuntimeException e) {
                log.error("The jobs could not be looked at; the next look is in half a minute", e);
            }
            // also without a change: a worker that ended begins again
            changed.await(Duration.ofSeconds(30));
        }
    }

    private static long number(String id) {
        try {
            return id.startsWith("job-") ? Long.parseLong(id.substring("job-".length())) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Pace pace(Settings settings) {
        return new Pace(settings.attempts(), Pace::growing, LOOK);
    }

    private static Store migrated(Migrations migrations, BundleContext context, Store store) {
        migrations.apply("jobs", context.getBundle(), rows -> {});
        return store;
    }
}
