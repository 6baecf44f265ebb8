/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.told;

/** A generation can't be had, and why; the one before stays. */
public final class Refusal extends RuntimeException {

    private final transient Note note;

    public Refusal(Note note) {
        super(note.toString());
        this.note = note;
    }

    public Refusal(Note note, Throwable cause) {
        super(note.toString(), cause);
        this.note = note;
    }

    public Note note() {
        return note;
    }
}
