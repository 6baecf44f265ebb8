/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.event;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.allmende.api.lease.Leased;
import org.allmende.api.store.Unit;

/**
 * Follows events at its own pace, in order, each at least once; its effects in the store happen exactly once, since the
 * unit it returns is kept together with its cursor. Called by one thread at a time, never by two generations at once.
 */
@Leased(many = true, exclusive = true)
public interface Consumer {

    /** Names its cursor; stays the same over versions. Begins with the feature's name. */
    default String name() {
        return "";
    }

    /** The types it wants; empty for all. */
    default Set<String> types() {
        return Set.of();
    }

    /** Where it begins if it has no cursor yet: with what is kept, or with what happens from now on. */
    default boolean fromTheBeginning() {
        return true;
    }

    /**
     * For consumers whose effects lie outside the store: the offset up to which they are safe. The runtime goes on after
     * it when the generation starts, whatever its own cursor says.
     */
    default OptionalLong safeUpTo() {
        return OptionalLong.empty();
    }

    /**
     * Handles a batch, at most some hundred events. What it throws is retried with back-off, then tried one by one; an
     * event that fails alone is set aside as a dead letter, visible and replayable, and the rest goes on.
     *
     * @return the effects, kept together with the new cursor
     */
    default Unit handle(List<Event> batch) throws Exception {
        return Unit.nothing();
    }
}
