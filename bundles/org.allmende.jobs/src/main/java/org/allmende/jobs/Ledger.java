/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.allmende.api.event.DeadLetters.Letter;
import org.allmende.api.job.Due;
import org.allmende.api.lease.Offer;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.attendance.Failure;

/** The tables of recurring jobs and tasks. Thread-safe. */
final class Ledger {

    private final Store store;
    private final Ids ids;
    private final Clock clock;

    Ledger(Store store, Ids ids, Clock clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    /** The right to do a job; none but its holder knows the newest epoch. */
    record Claim(String job, long epoch) {}

    /**
     * A job's recurring times.
     *
     * @param last the newest that is done
     * @param attempts failures with the one that is due
     * @param nextTry not before
     */
    record Recurring(Instant last, int attempts, Instant nextTry) {}

    /**
     * A task that waits.
     *
     * @param number another one if the task was replaced
     */
    record Waiting(Due due, long number, int attempts, Instant nextTry) {}

    /** Takes the right from whoever had it. */
    Claim claim(Offer<?> offer, String job) {
        store.writeNow(Unit.of(Statement.of(
                "INSERT INTO jobs_recurring (job, feature, generation, epoch, last) VALUES (?, ?, ?, 1, ?)"
                        + " ON CONFLICT (job) DO UPDATE SET feature = excluded.feature,"
                        + " generation = excluded.generation, epoch = epoch + 1",
                job,
                offer.feature(),
                offer.generation(),
                clock.instant())));
        return store.read(reader -> reader.first(
                        Statement.of("SELECT epoch FROM jobs_recurring WHERE job = ?", job),
                        row -> new Claim(job, row.number("epoch"))))
                .orElseThrow();
    }

    boolean holds(Claim claim) {
        return store.read(reader -> reader.count(Statement.of(
                        "SELECT count(*) FROM jobs_recurring WHERE job = ? AND epoch = ?", claim.job(), claim.epoch())))
                == 1;
    }

    Recurring recurring(Claim claim) {
        return store.read(reader -> reader.first(
                        Statement.of("SELECT last, attempts, next_try FROM jobs_recurring WHERE job = ?", claim.job()),
                        row -> new Recurring(
                                row.instant("last"), (int) row.number("attempts"), row.instant("next_try"))))
                .orElseThrow();
    }

    /** The task that may be tried first; it may not be its time yet. */
    Optional<Waiting> firstTask(Claim claim) {
        return store.read(reader -> reader.first(
                Statement.of(
                        "SELECT key, due, payload, number, attempts, next_try FROM jobs_task"
                                + " WHERE job = ? AND state = 'waiting' ORDER BY next_try, number LIMIT 1",
                        claim.job()),
                row -> new Waiting(
                        new Due(row.text("key"), row.instant("due"), row.text("payload")),
                        row.number("number"),
                        (int) row.number("attempts"),
                        row.instant("next_try"))));
    }

    boolean isThere(Claim claim, Waiting task) {
        return store.read(reader -> reader.count(Statement.of(
                        "SELECT count(*) FROM jobs_task WHERE job = ? AND key = ? AND number = ?",
                        claim.job(),
                        task.due().key(),
                        task.number())))
                == 1;
    }

    /** In conflict if somebody else does the job now. */
    Unit recurringDone(Claim claim, Instant due) {
        return Unit.of(Statement.of(
                        "UPDATE jobs_recurring SET last = ?, attempts = 0, next_try = 0, failure = NULL, ran = ?"
                                + " WHERE job = ? AND epoch = ? AND last < ?",
                        due,
                        clock.instant(),
                        claim.job(),
                        claim.epoch(),
                        due)
                .expecting(1));
    }

    Unit recurringFailed(Claim claim, int attempts, Instant nextTry, Failure failure) {
        return Unit.of(Statement.of(
                        "UPDATE jobs_recurring SET attempts = ?, next_try = ?, failure = ?, ran = ?"
                                + " WHERE job = ? AND epoch = ?",
                        attempts,
                        nextTry,
                        failure.shortened(),
                        clock.instant(),
                        claim.job(),
                        claim.epoch())
                .expecting(1));
    }

    /** The newest recurring time that is set aside takes the place of the one before. */
    Unit recurringSetAside(Claim claim, Instant due, int attempts, Failure failure) {
        return recurringDone(claim, due)
                .and(Statement.of(
                        "INSERT INTO jobs_task (job, key, due, payload, state, attempts, next_try, failure, number)"
                                + " VALUES (?, '', ?, '', 'dead', ?, ?, ?, ?)"
                                + " ON CONFLICT (job, key) DO UPDATE SET due = excluded.due, state = excluded.state,"
                                + " attempts = excluded.attempts, next_try = excluded.next_try,"
                                + " failure = excluded.failure, number = excluded.number",
                        claim.job(),
                        due,
                        attempts,
                        clock.instant(),
                        failure.shortened(),
                        ids.next()));
    }

    /** In conflict if the task was replaced, or somebody else does the job now. */
    Unit taskDone(Claim claim, Waiting task) {
        return held(claim)
                .and(Statement.of(
                                "DELETE FROM jobs_task WHERE job = ? AND key = ? AND number = ?",
                                claim.job(),
                                task.due().key(),
                                task.number())
                        .expecting(1));
    }

    Unit taskFailed(Claim claim, Waiting task, boolean forGood, Instant nextTry, Failure failure) {
        return held(claim)
                .and(Statement.of(
                                "UPDATE jobs_task SET attempts = ?, next_try = ?, failure = ?, state = ?"
                                        + " WHERE job = ? AND key = ? AND number = ?",
                                task.attempts() + 1,
                                nextTry,
                                failure.shortened(),
                                forGood ? "dead" : "waiting",
                                claim.job(),
                                task.due().key(),
                                task.number())
                        .expecting(1));
    }

    /**
     * What the tables know of a job.
     *
     * @param ran when it last ran; empty if it never did
     * @param waiting tasks that are due, or will be
     * @param letters what was set aside
     * @param attempts failures with the recurring time that is due
     */
    record Known(
            String job,
            String feature,
            Optional<Instant> ran,
            long waiting,
            long letters,
            int attempts,
            String failure) {}

    /** Every job that was ever done here or has a task, by name. */
    List<Known> jobs() {
        return store.read(reader -> reader.list(
                Statement.of("""
                        SELECT j.job, ifnull(r.feature, '') AS feature, r.ran, r.attempts, r.failure,
                          (SELECT count(*) FROM jobs_task t WHERE t.job = j.job AND t.state = 'waiting') AS waiting,
                          (SELECT count(*) FROM jobs_task t WHERE t.job = j.job AND t.state = 'dead') AS letters
                        FROM (SELECT job FROM jobs_recurring UNION SELECT job FROM jobs_task) j
                          LEFT JOIN jobs_recurring r ON r.job = j.job
                        ORDER BY j.job"""),
                row -> new Known(
                        row.text("job"),
                        row.text("feature"),
                        row.optionalInstant("ran"),
                        row.number("waiting"),
                        row.number("letters"),
                        (int) row.number("attempts"),
                        row.text("failure"))));
    }

    /** A task that is not done yet. */
    record Pending(String job, String key, Instant due, int attempts, Instant nextTry, String failure) {}

    /** Those that are tried first. */
    List<Pending> pending(int limit) {
        return store.read(reader -> reader.list(
                Statement.of(
                        "SELECT job, key, due, attempts, next_try, failure FROM jobs_task WHERE state = 'waiting'"
                                + " ORDER BY next_try, number LIMIT ?",
                        limit),
                row -> new Pending(
                        row.text("job"),
                        row.text("key"),
                        row.instant("due"),
                        (int) row.number("attempts"),
                        row.instant("next_try"),
                        row.text("failure"))));
    }

    /** Ends the pauses between the tries of what failed; what is not due yet stays so. */
    Unit hurried(String job) {
        return Unit.of(Statement.of(
                "UPDATE jobs_task SET next_try = ? WHERE job = ? AND state = 'waiting' AND attempts > 0",
                clock.instant(),
                job));
    }

    List<Letter> letters(int limit) {
        return store.read(reader -> reader.list(
                Statement.of("SELECT * FROM jobs_task WHERE state = 'dead' ORDER BY next_try DESC LIMIT ?", limit),
                row -> new Letter(
                        "job-" + row.number("number"),
                        row.text("job"),
                        row.instant("due").toString(),
                        row.text("key"),
                        (int) row.number("attempts"),
                        row.text("failure"),
                        row.instant("next_try"),
                        false)));
    }

    Optional<String> jobOf(long letter) {
        return store.read(reader -> reader.first(
                Statement.of("SELECT job FROM jobs_task WHERE number = ? AND state = 'dead'", letter),
                row -> row.text("job")));
    }

    void replay(long letter) {
        store.writeNow(Unit.of(Statement.of(
                "UPDATE jobs_task SET state = 'waiting', attempts = 0, next_try = ? WHERE number = ? AND state = 'dead'",
                clock.instant(),
                letter)));
    }

    private Unit held(Claim claim) {
        return Unit.of(Statement.of(
                        "UPDATE jobs_recurring SET ran = ? WHERE job = ? AND epoch = ?",
                        clock.instant(),
                        claim.job(),
                        claim.epoch())
                .expecting(1));
    }
}
