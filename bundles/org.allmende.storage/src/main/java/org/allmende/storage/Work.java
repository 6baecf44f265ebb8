/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.storage;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.allmende.api.store.Store.Committed;
import org.allmende.api.store.Unit;

/** Something for the writer to do. */
sealed interface Work {

    long bytes();

    /** Whether it has a transaction to itself. */
    boolean alone();

    /** Tells whoever waits that it could not be done. */
    void failed(RuntimeException why);

    /** A unit, written together with others. */
    final class Writing implements Work {

        private final Unit unit;
        private final long bytes;
        private final CompletableFuture<Committed> done = new CompletableFuture<>();
        private final boolean foreign;
        private Committed committed;
        private RuntimeException failure;

        /** @param foreign whether code of others may hang on {@link #done} */
        Writing(Unit unit, long bytes, boolean foreign) {
            this.unit = unit;
            this.bytes = bytes;
            this.foreign = foreign;
        }

        Unit unit() {
            return unit;
        }

        CompletableFuture<Committed> done() {
            return done;
        }

        /** What will be said once the group is on disk. */
        void applied(Committed where) {
            this.committed = where;
            this.failure = null;
        }

        void rejected(RuntimeException why) {
            this.committed = null;
            this.failure = why;
        }

        boolean isApplied() {
            return committed != null;
        }

        /** Null unless {@link #isApplied}. */
        Committed committed() {
            return committed;
        }

        /**
         * Tells whoever waits. What others hung on the future may block or wait for the next unit: it must not run on the
         * writer, and not behind that of another unit either, so each gets a virtual thread.
         */
        void acknowledge() {
            if (foreign) {
                Thread.startVirtualThread(this::complete);
            } else {
                complete();
            }
        }

        private void complete() {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else {
                done.complete(committed);
            }
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public boolean alone() {
            return false;
        }

        @Override
        public void failed(RuntimeException why) {
            rejected(why);
            acknowledge();
        }
    }

    /** A step of the store's own, such as a migration, in a transaction to itself. */
    final class Step<T> implements Work {

        private final Body<T> body;
        private final CompletableFuture<T> done = new CompletableFuture<>();

        Step(Body<T> body) {
            this.body = body;
        }

        CompletableFuture<T> done() {
            return done;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public void failed(RuntimeException why) {
            done.completeExceptionally(why);
        }

        /** @param commit run after the body, before the answer is given */
        void run(Transaction transaction, Commit commit) throws SQLException {
            T result = body.run(transaction);
            commit.run();
            done.complete(result);
        }
    }

    /** What a step does; all of it is undone if it throws. */
    @FunctionalInterface
    interface Body<T> {
        T run(Transaction transaction) throws SQLException;
    }

    /** Puts the transaction on disk. */
    @FunctionalInterface
    interface Commit {
        void run() throws SQLException;
    }
}
