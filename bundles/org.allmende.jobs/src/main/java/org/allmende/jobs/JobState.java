/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.time.Instant;
import java.util.Optional;

/**
 * How a job is.
 *
 * @param feature who does it, or did it last; empty if nobody ever did
 * @param there whether somebody is there to do it
 * @param next when it recurs next
 * @param ran when it last ran
 * @param waiting tasks that wait for their time
 * @param letters what was set aside
 * @param attempts failures with the recurring time that is due
 * @param failure how the last of them failed
 */
record JobState(
        String job,
        String feature,
        boolean there,
        Optional<Instant> next,
        Optional<Instant> ran,
        long waiting,
        long letters,
        int attempts,
        String failure) {}
