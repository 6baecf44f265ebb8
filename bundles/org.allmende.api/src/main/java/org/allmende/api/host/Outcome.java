/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.host;

/** What became of a command. */
public sealed interface Outcome {

    /** Done, now or before. */
    record Done() implements Outcome {}

    /** Can't be done, now or later: the subject is gone, or the host has no such capability. */
    record Impossible(String reason) implements Outcome {}

    /** Not now; to be tried again. */
    record Later(String reason) implements Outcome {}
}
