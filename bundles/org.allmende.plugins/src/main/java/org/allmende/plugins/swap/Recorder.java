/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

/** Keeps what is done to features where everybody looks: the audit and the events. */
public interface Recorder {

    /** @throws org.allmende.api.problem.ProblemException or a store's failure, if it can't be kept; then it is not done */
    void asked(Asker who, String act, String plugin, String detail);

    /** A feature was installed, swapped or removed. Doing it again for the same swap does nothing. Never throws. */
    void switched(Swap swap);
}
