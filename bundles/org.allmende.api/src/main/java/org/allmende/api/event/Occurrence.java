/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.event;

import java.util.Optional;
import org.allmende.api.content.Ref;

/** An event that is about to be recorded: what {@link Event} says, without offset and time, which the store gives. */
public record Occurrence(String type, Ref subject, long revision, Optional<Ref> actor) {

    public static Occurrence of(String type, Ref subject, long revision, Ref actor) {
        return new Occurrence(type, subject, revision, Optional.of(actor));
    }

    public static Occurrence of(String type, Ref subject, long revision) {
        return new Occurrence(type, subject, revision, Optional.empty());
    }
}
