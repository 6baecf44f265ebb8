/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Store.Unavailable;
import org.sqlite.SQLiteConnection;

/**
 * Lends connections that only read, each for one read of at most the limit. Thread-safe.
 *
 * <p>Connections are opened when they are first needed and kept, each with its cache of pages. A read inside a read of the
 * same thread is part of it: were it to take a connection of its own, as many reads as there are connections could wait for
 * one another. A watchdog ends what lasts too long, since a read that stays open keeps the log from being written back.
 */
final class Readers implements AutoCloseable {

    private static final int STATEMENTS = 96;

    private final Database database;
    private final Duration limit;
    private final int size;
    private final Semaphore free;
    private final Deque<Connected> idle = new ConcurrentLinkedDeque<>();
    private final Set<Loan> lent = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Reader> current = new ThreadLocal<>();
    private final AtomicLong schema = new AtomicLong();
    private final ScheduledExecutorService watchdog;
    private volatile boolean closed;

    Readers(Database database, int size, Duration limit) {
        this.database = database;
        this.limit = limit;
        this.size = size;
        this.free = new Semaphore(size);
        this.watchdog = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("allmende-store-watchdog").factory());
        long tick = Math.max(1, limit.toMillis() / 20);
        watchdog.scheduleWithFixedDelay(this::watch, tick, tick, TimeUnit.MILLISECONDS);
    }

    <T> T read(Function<Reader, T> work) {
        Reader outer = current.get();
        if (outer != null) {
            return work.apply(outer);
        }
        long deadline = System.nanoTime() + limit.toNanos();
        borrow();
        try {
            Connected connected = connected();
            boolean good = false;
            Loan loan = new Loan(connected, deadline);
            lent.add(loan);
            try {
                ConnectionReader reader = new ConnectionReader(connected.statements, database.failures(), loan::check);
                current.set(reader);
                T result = work.apply(reader);
                loan.check();
                good = true;
                return result;
            } catch (Unavailable e) {
                throw loan.expired ? tooLong() : e;
            } catch (RuntimeException e) {
                good = true;
                throw e;
            } finally {
                current.remove();
                loan.end();
                lent.remove(loan);
                giveBack(connected, good);
            }
        } finally {
            free.release();
        }
    }

    /** To be called around a change of the schema: statements prepared before it are prepared again. */
    void schemaChanged() {
        schema.incrementAndGet();
    }

    /** Waits for the reads under way, which end within the limit. */
    @Override
    public void close() {
        closed = true;
        free.acquireUninterruptibly(size);
        watchdog.shutdownNow();
        for (Connected connected = idle.poll(); connected != null; connected = idle.poll()) {
            connected.close();
        }
        free.release(size);
    }

    private void borrow() {
        try {
            if (!free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Unavailable(
                        "All " + size + " readers of the store are busy. Cure: try again; if this stays so, raise the"
                                + " number of readers in the settings of the store.",
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while waiting for a reader of the store.", e);
        }
        if (closed) {
            free.release();
            throw new Unavailable("The store is closed.", null);
        }
    }

    private Connected connected() {
        try {
            Connected kept = idle.poll();
            if (kept == null) {
                return new Connected(database.openForReading(), schema.get());
            }
            kept.follow(schema.get());
            return kept;
        } catch (SQLException e) {
            throw database.failures().unavailable(e);
        }
    }

    private void giveBack(Connected connected, boolean good) {
        try {
            // ends the transaction, and with it the hold on this state of the store
            connected.connection.rollback();
            if (good) {
                idle.push(connected);
                return;
            }
        } catch (SQLException e) {
            // closed below; the next read opens another
        }
        connected.close();
    }

    private Unavailable tooLong() {
        return new Unavailable(
                "A read lasted longer than " + limit.toMillis() + " ms and was ended."
                        + " Cure: ask for less at once, or add an index.",
                null);
    }

    private void watch() {
        long now = System.nanoTime();
        for (Loan loan : lent) {
            if (now - loan.deadline >= 0) {
                loan.expire();
            }
        }
    }

    /** A connection and its prepared statements. */
    private static final class Connected {

        private final Connection connection;
        private final StatementCache statements;
        private long schema;

        Connected(Connection connection, long schema) {
            this.connection = connection;
            this.statements = new StatementCache(connection, STATEMENTS);
            this.schema = schema;
        }

        void follow(long newest) throws SQLException {
            if (schema != newest) {
                statements.clear();
                schema = newest;
            }
        }

        void close() {
            try (connection;
                    statements) {
                // closes both
            } catch (SQLException e) {
                // a connection that only read has nothing to lose
            }
        }
    }

    /** One read under way. */
    private final class Loan {

        private final Connected connected;
        private final long deadline;
        private volatile boolean expired;
        private boolean ended;

        Loan(Connected connected, long deadline) {
            this.connected = connected;
            this.deadline = deadline;
        }

        /** Told by the watchdog; the lock keeps it from interrupting the next read of the same connection. */
        synchronized void expire() {
            if (!ended) {
                expired = true;
                try {
                    ((SQLiteConnection) connected.connection).getDatabase().interrupt();
                } catch (SQLException e) {
                    // the connection is closed, so nothing runs on it
                }
            }
        }

        synchronized void end() {
            ended = true;
        }

        void check() {
            if (expired) {
                throw tooLong();
            }
            if (ended) {
                throw new IllegalStateException("a reader is good only while Store.read lasts");
            }
        }
    }
}
