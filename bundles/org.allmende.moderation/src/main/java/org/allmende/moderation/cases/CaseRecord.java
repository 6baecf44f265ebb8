/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.time.Instant;
import org.allmende.api.content.Ref;

/**
 * A subject that somebody should look at, as a list shows it. What was found and decided is in its {@link CaseFile}.
 *
 * @param cause the first finding's rule: a report's reason or a check's name
 * @param severity 1 (may wait) to 4 (now)
 * @param revision grows with every change; a decision names the one it was made on
 */
public record CaseRecord(
        long id,
        Ref subject,
        Ref space,
        Ref author,
        String cause,
        int severity,
        int reports,
        Instant opened,
        boolean open,
        long revision) {}
