/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import java.util.List;
import java.util.Set;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.store.Unit;
import org.allmende.web.rehearse.RecentReads;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Forgets what an erased member was answered, and what they read lately. Thread-safe. */
@Component(service = Consumer.class)
public final class ForgetAnswers implements Consumer {

    private final RecentReads recent;

    @Activate
    public ForgetAnswers(@Reference RecentReads recent) {
        this.recent = recent;
    }

    @Override
    public String name() {
        return "web.forget-answers";
    }

    @Override
    public Set<String> types() {
        return Set.of(Event.MEMBER_ERASED);
    }

    @Override
    public Unit handle(List<Event> batch) {
        batch.forEach(event -> recent.forget(event.subject()));
        return Unit.of(batch.stream()
                .map(event -> OncePosts.forgetting(event.subject()))
                .toList());
    }
}
