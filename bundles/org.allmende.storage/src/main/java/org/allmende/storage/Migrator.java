/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store.Conflict;
import org.allmende.api.store.Store.Unavailable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies migrations through the writer, so that nobody else ever writes to the file.
 *
 * <p>The statements of a file are one transaction, together with the note that the file was applied. Its backfills follow in
 * batches, each a transaction with the row it got to; other writers get their turn between two batches. Thread-safe; one
 * owner's files after the other's.
 */
final class Migrator implements Migrations {

    private static final Logger log = LoggerFactory.getLogger(Migrator.class);

    /** What a batch should take: half of the 20 ms that it may, since the next one may meet slower rows. */
    private static final long BATCH_NANOS = 10_000_000;

    private static final long FIRST_ROWS = 100;
    private static final long MOST_ROWS = 50_000;

    private final Writer writer;
    private final Clock clock;
    private final Runnable schemaChanges;
    private final ReentrantLock lock = new ReentrantLock();

    /** @param schemaChanges told before and after tables change */
    Migrator(Writer writer, Clock clock, Runnable schemaChanges) {
        this.writer = writer;
        this.clock = clock;
        this.schemaChanges = schemaChanges;
    }

    /** Makes the tables that this class keeps its notes in. */
    void prepare() {
        writer.run(transaction -> {
            transaction.run("CREATE TABLE IF NOT EXISTS store_migration (owner TEXT NOT NULL, number INTEGER NOT NULL,"
                    + " name TEXT NOT NULL, checksum TEXT NOT NULL, backfills TEXT NOT NULL, at INTEGER NOT NULL,"
                    + " finished INTEGER, PRIMARY KEY (owner, number)) WITHOUT ROWID");
            transaction.run("CREATE TABLE IF NOT EXISTS store_backfill (owner TEXT NOT NULL, number INTEGER NOT NULL,"
                    + " statement INTEGER NOT NULL, cursor INTEGER NOT NULL, rows INTEGER NOT NULL,"
                    + " PRIMARY KEY (owner, number, statement)) WITHOUT ROWID");
            return null;
        });
    }

    @Override
    public Applied apply(String owner, Bundle bundle, LongConsumer rows) {
        return apply(owner, files(owner, bundle), rows);
    }

    @Override
    public List<String> pending(String owner, Bundle bundle) {
        Map<Integer, Note> notes = notes(owner);
        return scripts(owner, files(owner, bundle)).stream()
                .filter(script -> {
                    Note note = notes.get(script.number());
                    return note == null || !note.finished();
                })
                .map(Script::name)
                .toList();
    }

    /** @param files names and texts */
    Applied apply(String owner, Map<String, String> files, LongConsumer rows) {
        List<Script> scripts = scripts(owner, files);
        lock.lock();
        try {
            List<String> applied = new ArrayList<>();
            long[] filled = {0};
            Map<Integer, Note> notes = notes(owner);
            int newest = notes.keySet().stream().max(Comparator.naturalOrder()).orElse(0);
            for (Script script : scripts) {
                Note note = notes.get(script.number());
                if (note == null) {
                    if (script.number() < newest) {
                        throw failed(
                                owner,
                                "migrations/" + script.name() + " comes before number " + newest
                                        + ", which has been applied already. Cure: give it the next number");
                    }
                    applySteps(owner, script);
                } else {
                    compare(owner, script, note);
                }
                boolean unfinished = note == null || !note.finished();
                if (unfinished) {
                    for (Script.Step backfill : script.backfills()) {
                        fill(owner, script, backfill, done -> {
                            filled[0] += done;
                            rows.accept(filled[0]);
                        });
                    }
                    if (!script.backfills().isEmpty()) {
                        finish(owner, script);
                    }
                    applied.add(script.name());
                }
            }
            if (!applied.isEmpty()) {
                log.info("Applied migrations of {}: {}", owner, applied);
            }
            return new Applied(applied, filled[0]);
        } finally {
            lock.unlock();
        }
    }

    private Map<String, String> files(String owner, Bundle bundle) {
        Map<String, String> files = new TreeMap<>();
        Enumeration<URL> entries = bundle.findEntries("migrations", "*.sql", false);
        while (entries != null && entries.hasMoreElements()) {
            URL url = entries.nextElement();
            String name = url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
            try (InputStream in = url.openStream()) {
                files.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw failed(owner, "migrations/" + name + " can't be read from its bundle: " + e.getMessage());
            }
        }
        return files;
    }

    /** In the order of their numbers. */
    private static List<Script> scripts(String owner, Map<String, String> files) {
        Map<Integer, Script> scripts = new TreeMap<>();
        files.forEach((name, text) -> {
            try {
                Script script = Script.read(name, text);
                Script other = scripts.put(script.number(), script);
                if (other != null) {
                    throw failed(
                            owner,
                            "migrations/" + name + " and migrations/" + other.name()
                                    + " have the same number. Cure: give one of them the next number");
                }
            } catch (Script.Unreadable e) {
                throw failed(owner, e.getMessage());
            }
        });
        return List.copyOf(scripts.values());
    }

    private Map<Integer, Note> notes(String owner) {
        return writer.run(transaction -> {
            Map<Integer, Note> notes = new TreeMap<>();
            transaction
                    .reader()
                    .list(
                            Statement.of(
                                    "SELECT number, name, checksum, backfills, finished FROM store_migration WHERE owner = ?",
                                    owner),
                            row -> notes.put(
                                    (int) row.number("number"),
                                    new Note(
                                            row.text("name"),
                                            row.text("checksum"),
                                            row.text("backfills"),
                                            !row.isNull("finished"))));
            return notes;
        });
    }

    private void compare(String owner, Script script, Note note) {
        boolean same = note.checksum().equals(script.checksum())
                // a backfill that failed may be put right: none of it is applied that could not be applied again
                && (!note.finished() || note.backfills().equals(script.backfillChecksum()));
        if (!same) {
            throw failed(
                    owner,
                    "migrations/" + script.name() + " is not what was applied here as " + note.name()
                            + ". Cure: leave a file as it was once it has been published, and put the change into the next one");
        }
    }

    private void applySteps(String owner, Script script) {
        Script.Step[] current = new Script.Step[1];
        schemaChanges.run();
        try {
            writer.run(transaction -> {
                for (Script.Step step : script.steps()) {
                    current[0] = step;
                    transaction.run(step.sql());
                }
                for (Script.Step step : script.backfills()) {
                    current[0] = step;
                    transaction.parse(step.sql());
                    transaction.parse("SELECT rowid FROM " + step.table().orElseThrow());
                }
                current[0] = null;
                long now = clock.millis();
                transaction.update(Statement.of(
                        "INSERT INTO store_migration (owner, number, name, checksum, backfills, at, finished)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        owner,
                        script.number(),
                        script.name(),
                        script.checksum(),
                        script.backfillChecksum(),
                        now,
                        script.backfills().isEmpty() ? now : null));
                return null;
            });
        } catch (Conflict | IllegalArgumentException | Unavailable e) {
            throw failed(owner, script, current[0], false, e);
        } finally {
            schemaChanges.run();
        }
    }

    /** Goes on where it stopped, until there is no row after it. */
    private void fill(String owner, Script script, Script.Step backfill, LongConsumer done) {
        long most = FIRST_ROWS;
        while (true) {
            long size = most;
            Batch batch;
            try {
                batch = writer.run(transaction -> batch(transaction, owner, script, backfill, size));
            } catch (Conflict | IllegalArgumentException | Unavailable e) {
                throw failed(owner, script, backfill, true, e);
            }
            if (batch.rows() == 0) {
                return;
            }
            done.accept(batch.rows());
            double fitting = (double) BATCH_NANOS / Math.max(1, batch.nanos());
            most = Math.clamp((long) (size * Math.clamp(fitting, 0.25, 2)), 1, MOST_ROWS);
        }
    }

    private static Batch batch(Transaction transaction, String owner, Script script, Script.Step backfill, long size)
            throws SQLException {
        long start = System.nanoTime();
        String table = backfill.table().orElseThrow();
        long after = transaction
                .reader()
                .first(
                        Statement.of(
                                "SELECT cursor FROM store_backfill WHERE owner = ? AND number = ? AND statement = ?",
                                owner,
                                script.number(),
                                backfill.number()),
                        row -> row.number("cursor"))
                .orElse(Long.MIN_VALUE);
        // the name is one of the bundle's own, checked when the file was read; no table can be a parameter
        Bounds bounds = transaction
                .reader()
                .first(
                        Statement.of(
                                "SELECT max(r) AS until, count(*) AS found FROM (SELECT rowid AS r FROM " + table
                                        + " WHERE rowid > ? ORDER BY rowid LIMIT ?)",
                                after,
                                size),
                        row -> new Bounds(row.number("until"), row.number("found")))
                .orElseThrow();
        if (bounds.found() == 0) {
            return new Batch(0, 0);
        }
        transaction.update(Statement.of(backfill.sql(), after, bounds.until()));
        transaction.update(Statement.of(
                "INSERT INTO store_backfill (owner, number, statement, cursor, rows) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET cursor = excluded.cursor, rows = rows + excluded.rows",
                owner,
                script.number(),
                backfill.number(),
                bounds.until(),
                bounds.found()));
        return new Batch(bounds.found(), System.nanoTime() - start);
    }

    private void finish(String owner, Script script) {
        writer.run(transaction -> transaction.update(Statement.of(
                        "UPDATE store_migration SET finished = ?, backfills = ? WHERE owner = ? AND number = ?",
                        clock.millis(),
                        script.backfillChecksum(),
                        owner,
                        script.number())
                .expecting(1)));
    }

    /** @param filling whether the rest of the file is kept already */
    private static ProblemException failed(
            String owner, Script script, Script.Step step, boolean filling, RuntimeException cause) {
        String place = "migrations/" + script.name() + (step == null ? "" : ", " + step.place());
        String kept = filling
                ? "What it has filled so far is kept; applying it again goes on from there."
                : "Nothing of this file was kept.";
        String cure = cause instanceof Unavailable
                ? "Cure: see to the store, then apply it again."
                : "Cure: stay with the version before, and report this to the author of " + owner + ".";
        return failed(owner, place + ": " + cause.getMessage() + ". " + kept + " " + cure, cause);
    }

    private static ProblemException failed(String owner, String detail) {
        return failed(owner, detail, null);
    }

    private static ProblemException failed(String owner, String detail, Throwable cause) {
        return Problem.of("migration-failed", 500, "A migration failed", "The tables of " + owner + ": " + detail)
                .asException(cause);
    }

    /** What is known of a file that was applied. */
    private record Note(String name, String checksum, String backfills, boolean finished) {}

    private record Bounds(long until, long found) {}

    /** @param rows 0 at the end */
    private record Batch(long rows, long nanos) {}
}
