/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import org.allmende.api.gate.Draft;
import org.allmende.api.gate.Gate;
import org.allmende.api.gate.Verdict;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks the term list before a post is published. Moderators' own posts are not checked. */
@Component
public final class TermGate implements Gate {

    private final TermCheck check;

    @Activate
    public TermGate(@Reference TermCheck check) {
        this.check = check;
    }

    @Override
    public String name() {
        return "moderation.terms";
    }

    @Override
    public Verdict judge(Draft draft) {
        if (draft.author().role().atLeast(org.allmende.api.member.Role.MODERATOR)) {
            return Verdict.allow();
        }
        String text = draft.title().map(title -> title + "\n" + draft.body()).orElse(draft.body());
        return check.judge(text, draft.author().locale(), draft.author().zone());
    }
}
