/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Hands what happened to the index, which keeps its own account of how far it got. */
@Component(service = Consumer.class)
public final class IndexConsumer implements Consumer {

    static final String NAME = "search.index";

    private final PostIndex index;

    @Activate
    public IndexConsumer(@Reference PostIndex index) {
        this.index = index;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> types() {
        return Scribe.TYPES;
    }

    @Override
    public boolean fromTheBeginning() {
        return true;
    }

    @Override
    public OptionalLong safeUpTo() {
        return OptionalLong.of(index.safeUpTo());
    }

    @Override
    public Unit handle(List<Event> batch) throws Exception {
        if (!batch.isEmpty()) {
            index.follow(batch);
        }
        return Unit.nothing();
    }
}
