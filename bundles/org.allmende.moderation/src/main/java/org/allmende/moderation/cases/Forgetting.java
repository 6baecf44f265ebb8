/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.util.List;
import java.util.Set;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Consumer;
import org.allmende.api.event.Event;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Component;

/**
 * Takes an erased member out of the case file: what they wrote, what was written of them, and who they were. That there was a
 * case, how it was decided and what its author was told stays, since others were concerned.
 */
@Component(service = Consumer.class)
public final class Forgetting implements Consumer {

    private static final String THEIR_CASES = "case_id IN (SELECT id FROM moderation_case WHERE author = ?)";

    @Override
    public String name() {
        return "moderation.forgetting";
    }

    @Override
    public Set<String> types() {
        return Set.of(Event.MEMBER_ERASED);
    }

    @Override
    public Unit handle(List<Event> batch) {
        Unit unit = Unit.nothing();
        for (Event event : batch) {
            unit = unit.and(forgotten(event.subject()));
        }
        return unit;
    }

    private static Unit forgotten(Ref member) {
        Ref nobody = Ref.member(member.host(), "nobody");
        return Unit.of(
                Statement.of("UPDATE moderation_finding SET reporter = NULL, detail = '' WHERE reporter = ?", member),
                Statement.of("UPDATE moderation_finding SET detail = '' WHERE " + THEIR_CASES, member),
                Statement.of("UPDATE moderation_decision SET note = '' WHERE " + THEIR_CASES, member),
                Statement.of("UPDATE moderation_decision SET actor = NULL WHERE actor = ?", member),
                Statement.of("UPDATE moderation_appeal SET member = ?, text = '' WHERE member = ?", nobody, member),
                // Last, since the others find by it what is about them.
                Statement.of("UPDATE moderation_case SET author = ? WHERE author = ?", nobody, member));
    }
}
