/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.content.Ref;

/**
 * What a person decided on a case.
 *
 * @param clause the guideline it rests on, as the moderator named it; may be empty
 * @param note for colleagues only
 * @param undone when it was taken back
 * @param appealed whether the author objected
 */
public record Decision(
        long id,
        long caseId,
        Action action,
        String reason,
        String clause,
        String note,
        Optional<Ref> actor,
        Instant created,
        Optional<Instant> undone,
        boolean appealed) {}
