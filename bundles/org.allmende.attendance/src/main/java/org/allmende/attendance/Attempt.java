/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.attendance;

/**
 * What became of a call and of its effects.
 *
 * @param failure {@link Failure#NONE} unless it failed
 */
public record Attempt(End end, Failure failure) {

    static final Attempt KEPT = new Attempt(End.KEPT, Failure.NONE);
    static final Attempt LOST = new Attempt(End.LOST, Failure.NONE);

    /** How it ended. */
    public enum End {
        KEPT,
        /** The call failed. */
        FAILED,
        /** The store refused the effects, though nobody else has claimed the work. */
        REFUSED,
        /** The generation is closed, or somebody else has claimed the work: the attendant ends. */
        LOST
    }

    static Attempt failed(End end, Throwable thrown) {
        return new Attempt(end, Failure.of(thrown));
    }
}
