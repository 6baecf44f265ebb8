/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.event;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What was tried in vain and set aside, for an administrator to see and to try again. Offered by every runtime bundle that
 * sets something aside: events, jobs, hosts. Many such services; thread-safe.
 */
@ProviderType
public interface DeadLetters {

    /** What the ids of its letters begin with, such as {@code event}; one segment of a path, without a hyphen. */
    String source();

    /** The newest first, at most {@code limit}. */
    List<Letter> list(int limit);

    /**
     * Has it tried again soon. If it fails again it is a letter again.
     *
     * @return false if there is no such letter
     * @throws org.allmende.api.problem.ProblemException of status 409 if nobody is there to try it
     */
    boolean replay(String id);

    /**
     * One thing that was set aside.
     *
     * @param id {@link #source}, a hyphen, and what the source knows it by
     * @param handler the consumer, job or host that could not do it
     * @param what the event's type, the task's key, the command's kind
     * @param subject what it is about; empty if it is about nothing that has a reference
     * @param failure how the last try failed; text without personal data
     * @param since when it was set aside
     */
    record Letter(
            String id,
            String handler,
            String what,
            String subject,
            int attempts,
            String failure,
            Instant since,
            boolean replaying) {}
}
