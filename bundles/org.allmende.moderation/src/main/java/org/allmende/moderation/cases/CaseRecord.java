/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.time.Instant;
import java.util.List;
import org.allmende.api.content.Ref;

/**
 * A subject that somebody should look at, with everything known about it.
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
        long revision,
        List<Finding> findings,
        List<Decision> decisions) {

    public CaseRecord {
        findings = List.copyOf(findings);
        decisions = List.copyOf(decisions);
    }
}
