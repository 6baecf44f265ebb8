/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.List;
import java.util.Set;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Component;

/** Forgets what an erased member saw. */
@Component(service = Consumer.class)
public final class Forgetting implements Consumer {

    @Override
    public String name() {
        return "campaigns.forgetting";
    }

    @Override
    public Set<String> types() {
        return Set.of(Event.MEMBER_ERASED);
    }

    @Override
    public Unit handle(List<Event> batch) {
        return Unit.of(batch.stream()
                .map(event -> Campaigns.forgetting(event.subject()))
                .toList());
    }
}
