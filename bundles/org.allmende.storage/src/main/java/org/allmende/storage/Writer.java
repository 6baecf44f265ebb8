/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.allmende.api.event.Occurrence;
import org.allmende.api.host.Command;
import org.allmende.api.job.Task;
import org.allmende.api.store.Commits.Kind;
import org.allmende.api.store.Commits.Witness;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store.Committed;
import org.allmende.api.store.Store.Unavailable;
import org.allmende.api.store.Unit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes what waits, writes it in one transaction, each unit in its savepoint, and acknowledges
 * it once the transaction is on disk.
 *
 * <p>While one group is being synced the next one gathers, so the group grows with the load by itself and a lone unit
 * waits for nobody. A unit that fails is rolled back to its savepoint and takes nobody with it. If the whole group is lost
 * (no room, an error of the disk), its units are tried again one by one: one that is too large for the room that is left
 * must not fail those that fit. No code of others runs here.
 */
final class Writer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    private static final int GROUP_UNITS = 512;
    private static final long GROUP_BYTES = 4L << 20;
    private static final int STATEMENTS = 256;
    private static final long SLOW_NANOS = 1_000_000_000L;

    private static final Statement SAVEPOINT = Statement.of("SAVEPOINT unit");
    private static final Statement RELEASE = Statement.of("RELEASE unit");
    private static final Statement ROLLBACK_TO = Statement.of("ROLLBACK TO unit");

    private final Database database;
    private final Clock clock;
    private final Inbox inbox;
    private final Witness witness;
    private final Consumer<Set<Kind>> kept;
    private final Thread thread;

    /** Of the thread that writes; null after an error that the connection may not have survived. */
    private Connection connection;

    private StatementCache statements;
    private Transaction transaction;
    /** The newest offset in the transaction that is open, or -1 if it must be looked up. */
    private long offset = -1;

    private long taskNumber;
    private volatile String trouble;

    /**
     * @param witness told of a unit's events before it is acknowledged
     * @param kept told after a commit what it held; must not block
     */
    Writer(Database database, Clock clock, Inbox inbox, Witness witness, Consumer<Set<Kind>> kept) {
        this.database = database;
        this.clock = clock;
        this.inbox = inbox;
        this.witness = witness;
        this.kept = kept;
        this.thread = Thread.ofPlatform().name("allmende-store-writer").daemon().unstarted(this::run);
    }

    /** @throws Unavailable saying what is wrong with the file and what to do about it */
    void start() {
        database.prepare();
        try {
            open();
        } catch (SQLException e) {
            throw database.failures().unavailable(e);
        }
        thread.start();
    }

    /** What keeps it from writing; empty if nothing does. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** @param foreign whether code of others may hang on the answer */
    CompletableFuture<Committed> write(Unit unit, boolean foreign) {
        long bytes = 0;
        for (Statement statement : unit.statements()) {
            bytes += Parameters.measured(statement);
        }
        bytes += 200L * (unit.events().size() + unit.tasks().size());
        for (Command command : unit.commands()) {
            bytes += 2_000;
        }
        Work.Writing work = new Work.Writing(unit, bytes, foreign);
        try {
            inbox.add(work);
        } catch (Unavailable e) {
            return CompletableFuture.failedFuture(e);
        }
        return work.done();
    }

    /** Runs a step of the store's own in a transaction to itself and waits until it is on disk. */
    <T> T run(Work.Body<T> body) {
        Work.Step<T> step = new Work.Step<>(body);
        inbox.add(step);
        try {
            return step.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Writes what waits, puts the log back into the file, closes it. */
    @Override
    public void close() {
        inbox.close();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                // what was accepted is written first
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Work> group = new ArrayList<>(GROUP_UNITS);
        while (inbox.take(group, GROUP_UNITS, GROUP_BYTES)) {
            long start = System.nanoTime();
            try {
                perform(group);
            } catch (RuntimeException | Error e) {
                log.error("The writer met an error that it did not expect; what it was writing was not kept", e);
                forget();
                Unavailable unavailable = new Unavailable("The store failed: " + e + "; nothing was kept.", e);
                for (Work work : group) {
                    work.failed(unavailable);
                }
            }
            long took = System.nanoTime() - start;
            if (took > SLOW_NANOS) {
                log.warn(
                        "Writing {} units took {} ms; everybody who writes waited for it",
                        group.size(),
                        took / 1_000_000);
            }
            group.clear();
        }
        checkpointAndClose();
    }

    private void perform(List<Work> group) {
        if (group.get(0) instanceof Work.Step<?> step) {
            perform(step);
        } else {
            List<Work.Writing> units = new ArrayList<>(group.size());
            for (Work work : group) {
                units.add((Work.Writing) work);
            }
            together(units);
        }
    }

    private void perform(Work.Step<?> step) {
        try {
            ensureOpen();
            step.run(transaction, connection::commit);
            trouble = null;
        } catch (SQLException e) {
            abort(e);
            step.failed(database.failures().of(e, "a step of the store"));
        } catch (RuntimeException e) {
            undo();
            step.failed(e);
        }
    }

    private void together(List<Work.Writing> units) {
        try {
            ensureOpen();
            long before = offset;
            boolean any = false;
            for (Work.Writing work : units) {
                // a lone unit needs no savepoint: the transaction is its own
                any |= units.size() == 1 ? apply(work) : applyInSavepoint(work);
            }
            if (any) {
                connection.commit();
            } else {
                connection.rollback();
                offset = before;
            }
        } catch (SQLException e) {
            abort(e);
            if (units.size() == 1) {
                units.get(0).failed(database.failures().of(e, "COMMIT"));
            } else {
                for (Work.Writing work : units) {
                    together(List.of(work));
                }
            }
            return;
        }
        trouble = null;
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Work.Writing work : units) {
            if (work.isApplied()) {
                collect(work.unit(), kinds);
                if (!work.unit().events().isEmpty()) {
                    witness.kept(work.committed(), work.unit().events());
                }
            }
            work.acknowledge();
        }
        if (!kinds.isEmpty()) {
            kept.accept(kinds);
        }
    }

    private boolean applyInSavepoint(Work.Writing work) throws SQLException {
        transaction.update(SAVEPOINT);
        if (apply(work)) {
            transaction.update(RELEASE);
            return true;
        }
        transaction.update(ROLLBACK_TO);
        transaction.update(RELEASE);
        return false;
    }

    /**
     * @return whether all of it is in the transaction; if not, the caller takes back what is
     * @throws SQLException if the transaction can't go on
     */
    private boolean apply(Work.Writing work) throws SQLException {
        long before = offset;
        String sql = "";
        RuntimeException failure;
        try {
            Unit unit = work.unit();
            long now = clock.millis();
            if (unit.once().isPresent()) {
                Recorder.once(transaction, unit.once().get(), now);
            }
            for (Statement statement : unit.statements()) {
                sql = statement.sql();
                onlyChangesRows(sql);
                transaction.update(statement);
            }
            sql = "";
            for (Occurrence event : unit.events()) {
                Recorder.event(transaction, ++offset, now, event);
            }
            for (Command command : unit.commands()) {
                Recorder.command(transaction, now, command);
            }
            for (Task task : unit.tasks()) {
                Recorder.task(transaction, nextTaskNumber(), task);
            }
            work.applied(new Committed(unit.events().isEmpty() ? offset : before + 1, offset));
            return true;
        } catch (RuntimeException e) {
            // a conflict, or a mistake of whoever made the unit
            failure = e;
        } catch (SQLException e) {
            Failures.Kind kind = database.failures().kind(e);
            if (kind != Failures.Kind.CONFLICT && kind != Failures.Kind.WRONG) {
                throw e;
            }
            failure = database.failures().of(e, sql.isEmpty() ? "an event, command or task" : sql);
        }
        offset = before;
        work.rejected(failure);
        return false;
    }

    /** A statement that ended the transaction or changed the schema would break the promises made to the units beside it. */
    private static void onlyChangesRows(String sql) {
        int start = 0;
        while (start < sql.length() && Character.isWhitespace(sql.charAt(start))) {
            start++;
        }
        for (String word : List.of("INSERT", "UPDATE", "DELETE", "WITH", "REPLACE")) {
            if (sql.regionMatches(true, start, word, 0, word.length())) {
                return;
            }
        }
        throw new IllegalArgumentException(
                "a unit's statements are INSERT, UPDATE, DELETE or REPLACE, maybe after WITH;"
                        + " tables are made by migrations: " + Failures.oneLine(sql));
    }

    private static void collect(Unit unit, Set<Kind> kinds) {
        if (!unit.events().isEmpty()) {
            kinds.add(Kind.EVENTS);
        }
        if (!unit.commands().isEmpty()) {
            kinds.add(Kind.COMMANDS);
        }
        if (!unit.tasks().isEmpty()) {
            kinds.add(Kind.TASKS);
        }
    }

    /** Grows over restarts too, as long as the clock does not jump back by more than it ran. */
    private long nextTaskNumber() {
        taskNumber = Math.max(taskNumber + 1, clock.millis() << 10);
        return taskNumber;
    }

    private void ensureOpen() throws SQLException {
        if (connection == null) {
            open();
        }
        if (offset < 0) {
            offset = newestOffset();
        }
    }

    private void open() throws SQLException {
        connection = database.openForWriting();
        statements = new StatementCache(connection, STATEMENTS);
        transaction = new Transaction(connection, statements, database.failures());
        offset = -1;
    }

    private long newestOffset() {
        boolean made = transaction
                        .reader()
                        .count(Statement.of("SELECT count(*) FROM sqlite_master WHERE name = 'events_event'"))
                > 0;
        return made ? transaction.reader().newest() : -1;
    }

    /** After an error that concerns the whole transaction. */
    private void abort(SQLException e) {
        Failures.Kind kind = database.failures().kind(e);
        if (kind == Failures.Kind.FULL || kind == Failures.Kind.BROKEN) {
            String advice = database.failures().advice(e);
            if (!advice.equals(trouble)) {
                log.error("{}", advice, e);
            }
            trouble = advice;
        }
        if (kind == Failures.Kind.BROKEN) {
            forget();
        } else {
            undo();
        }
    }

    private void undo() {
        offset = -1;
        if (connection == null) {
            return;
        }
        try {
            connection.rollback();
        } catch (SQLException e) {
            beginAgain();
        }
    }

    /** After errors such as a full disk SQLite may have rolled back by itself, which the driver can't tell. */
    private void beginAgain() {
        try {
            transaction.run("BEGIN");
        } catch (SQLException e) {
            forget();
        }
    }

    /** Drops the connection; the next group opens another. */
    private void forget() {
        try (Connection gone = connection;
                StatementCache its = statements) {
            // closes both
        } catch (SQLException e) {
            log.debug("A connection that is given up did not close", e);
        }
        connection = null;
        statements = null;
        transaction = null;
    }

    private void checkpointAndClose() {
        if (connection == null) {
            return;
        }
        try {
            connection.rollback();
            statements.close();
            connection.setAutoCommit(true);
            try (java.sql.Statement checkpoint = connection.createStatement()) {
                checkpoint.execute("PRAGMA optimize");
                checkpoint.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } catch (SQLException e) {
            log.warn("The log could not be written back; the next start does it", e);
        } finally {
            forget();
        }
    }
}
