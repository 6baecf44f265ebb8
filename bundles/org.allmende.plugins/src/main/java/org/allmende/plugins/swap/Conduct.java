/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import org.allmende.api.lease.Generations.Tally;

/**
 * How a running generation behaves.
 *
 * @param calls since it was switched in, and how many failed
 * @param lag events that the slowest of its consumers has still to handle
 * @param lagOfOthers the same of all other features, which wait too while consumers are paused
 */
public record Conduct(Tally calls, long lag, long lagOfOthers) {

    static final Conduct NONE = new Conduct(Tally.NONE, 0, 0);
}
