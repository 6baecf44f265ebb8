/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.util.List;

/** A case with everything that was found and decided, the oldest first. */
public record CaseFile(CaseRecord record, List<Finding> findings, List<Decision> decisions) {

    public CaseFile {
        findings = List.copyOf(findings);
        decisions = List.copyOf(decisions);
    }
}
