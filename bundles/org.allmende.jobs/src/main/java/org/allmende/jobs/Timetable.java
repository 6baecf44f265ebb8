/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.event.DeadLetters;
import org.allmende.api.job.Job;
import org.allmende.api.lease.Leases;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Commits;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.attendance.Attendant;
import org.allmende.attendance.Attendants;
import org.allmende.attendance.Backoff;
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
 * Has everything done that is due, by whoever offers the job.
 *
 * <p>Puts the parts together: {@link Ledger} and a {@link Worker} for each job. Immediate, since time passes whether or not anybody asks.
 * Thread-safe.
 */
@Component(
        service = {DeadLetters.class, Timetable.class},
        immediate = true)
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

    private static final Attendants.Kind<Job> JOBS = new Attendants.Kind<>(Job.class, "job", "done");
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(10), 4, Duration.ofHours(6));
    /** A clock that jumps is noticed after this time. */
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final Store store;
    private final Ledger ledger;
    private final Movement movement = new Movement();
    private final Attendants<Job, Worker> workers;
    private final AutoCloseable commitListener;
    private volatile Pace pace;

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
        this.store = store;
        this.ledger = new Ledger(store, ids, clock);
        Attendant.Ground ground = new Attendant.Ground(leases, store, movement);
        Worker.Surroundings around = new Worker.Surroundings(ground, ledger, clock, () -> this.pace);
        this.workers = new Attendants<>(JOBS, ground, (offer, job) -> new Worker(around, offer, job.name()));
        this.commitListener = commits.listen(Commits.Kind.TASKS, this::look);
        workers.begin();
    }

    @Modified
    void settings(Settings changedSettings) {
        pace = pace(changedSettings);
    }

    @Deactivate
    void close() {
        try {
            commitListener.close();
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
        if (workers.of(job.get()).isEmpty()) {
            throw Problem.conflict("Nobody is there to do it again: " + job.get()
                            + " is not running. Cure: install its feature, then try again.")
                    .asException();
        }
        ledger.replay(letter);
        look();
        return true;
    }

    /** How each job is, by name. */
    List<JobState> jobs() {
        return ledger.jobs().stream().map(this::state).toList();
    }

    private JobState state(Ledger.Known known) {
        Optional<Worker> worker = workers.of(known.job());
        return new JobState(
                known.job(),
                known.feature(),
                worker.isPresent(),
                worker.flatMap(Worker::next),
                known.ran(),
                known.waiting(),
                known.letters(),
                known.attempts(),
                known.failure());
    }

    /** The tasks that are tried first. */
    List<Ledger.Pending> pending(int limit) {
        return ledger.pending(limit);
    }

    /**
     * Has a job done now: its recurring part once, and again what failed. What is not due yet keeps its time.
     *
     * @param record kept with it
     * @return false if nobody is there to do it
     */
    boolean runNow(String job, Unit record) {
        Optional<Worker> worker = workers.of(job);
        if (worker.isEmpty()) {
            return false;
        }
        store.writeNow(ledger.hurried(job).and(record));
        worker.get().hurry();
        return true;
    }

    /** Has all look at the clock, and waits until none finds anything more to do. */
    boolean settled(long millis) throws InterruptedException {
        workers.refresh();
        Map<Worker, Long> asked = new HashMap<>();
        workers.all().forEach(worker -> asked.put(worker, worker.look()));
        return movement.await(
                () -> asked.entrySet().stream().allMatch(it -> it.getKey().hasLooked(it.getValue())), millis);
    }

    private void look() {
        workers.all().forEach(Worker::look);
    }

    private static long number(String id) {
        try {
            return id.startsWith("job-") ? Long.parseLong(id.substring("job-".length())) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Pace pace(Settings settings) {
        return new Pace(settings.attempts(), BACKOFF, LOOK);
    }

    private static Store migrated(Migrations migrations, BundleContext context, Store store) {
        migrations.apply("jobs", context.getBundle(), rows -> {});
        return store;
    }
}
