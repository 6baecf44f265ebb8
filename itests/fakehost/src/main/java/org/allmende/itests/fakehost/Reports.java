/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.fakehost;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.allmende.api.event.Occurrence;
import org.allmende.api.host.Host;

/**
 * What the host tells of changes, as awkwardly as the contract allows: everything is there at last, but not at the first question,
 * not once, and not in order. Not thread-safe: the host guards it.
 */
final class Reports {

    private final List<Occurrence> kept = new ArrayList<>();
    private final List<Occurrence> told = new ArrayList<>();

    void add(Occurrence occurrence) {
        kept.add(occurrence);
    }

    /** What was kept back becomes tellable only after it was asked for once, so each change is late by one question. */
    Host.Changes since(String cursor, int limit) {
        int from = cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
        int to = Math.min(told.size(), from + limit);
        List<Occurrence> batch = List.copyOf(told.subList(Math.min(from, to), to));
        boolean more = to < told.size() || !kept.isEmpty();
        release();
        return new Host.Changes(batch, Integer.toString(to), more);
    }

    private void release() {
        if (kept.isEmpty()) {
            return;
        }
        List<Occurrence> backwards = new ArrayList<>(kept);
        Collections.reverse(backwards);
        told.addAll(backwards);
        told.addAll(kept);
        kept.clear();
    }
}
