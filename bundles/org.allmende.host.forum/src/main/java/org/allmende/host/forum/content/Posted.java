/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.gate.Reason;

/**
 * What became of something written.
 *
 * @param state {@link State#HELD} if a gate keeps it back
 * @param reasons why it is held, in the author's language
 */
public record Posted(Ref topic, Ref post, State state, long revision, List<Reason> reasons) {

    public Posted {
        reasons = List.copyOf(reasons);
    }
}
