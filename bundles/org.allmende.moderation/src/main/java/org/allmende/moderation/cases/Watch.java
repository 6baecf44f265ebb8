/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Post;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.host.Hosts;
import org.allmende.api.store.Unit;
import org.allmende.moderation.check.TermCheck;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens a case for what is held, and for what the checks find after publishing: on hosts that can't wait for a gate, and for
 * what a gate only flags.
 */
@Component
public final class Watch implements Consumer {

    private final Cases cases;
    private final Hosts hosts;
    private final TermCheck check;

    @Activate
    public Watch(@Reference Cases cases, @Reference Hosts hosts, @Reference TermCheck check) {
        this.cases = cases;
        this.hosts = hosts;
        this.check = check;
    }

    @Override
    public String name() {
        return "moderation.watch";
    }

    @Override
    public Set<String> types() {
        return Set.of(Event.POST_CREATED, Event.POST_EDITED);
    }

    /** What was written before the feature was installed, or comes from an import, is not judged. */
    @Override
    public boolean fromTheBeginning() {
        return false;
    }

    @Override
    public Unit handle(List<Event> batch) {
        Unit unit = Unit.nothing();
        for (Event event : batch) {
            Optional<Post> post = hosts.post(event.subject());
            if (post.isPresent() && event.actor().isPresent()) {
                unit = unit.and(looked(post.get()));
            }
        }
        return unit;
    }

    private Unit looked(Post post) {
        Verdict verdict = check.judge(text(post), Locale.ENGLISH, ZoneOffset.UTC);
        Unit unit = Unit.nothing();
        for (Reason reason : verdict.reasons()) {
            unit = unit.and(cases.found(post, reason.check(), reason.rule(), reason.detail(), severity(verdict)));
        }
        if (post.state() == State.HELD && verdict.reasons().isEmpty()) {
            unit = unit.and(cases.found(post, "held", "held", "", 2));
        }
        return unit;
    }

    /** With the title that it opens its topic by, which is seen in more places than the text. */
    private String text(Post post) {
        Optional<Topic> opened = post.number() == 1 ? hosts.topic(post.topic()) : Optional.empty();
        return opened.map(topic -> topic.title() + "\n" + post.body()).orElse(post.body());
    }

    private static int severity(Verdict verdict) {
        return verdict.decision() == Verdict.Decision.FLAG ? 2 : 3;
    }
}
