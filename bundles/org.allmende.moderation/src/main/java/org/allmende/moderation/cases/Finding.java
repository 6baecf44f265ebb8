/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.content.Ref;

/**
 * One reason why a case is there.
 *
 * @param source {@code report} or a check's name
 * @param rule a report's {@link ReportReason} or what in the check
 * @param reporter who reported; empty for checks
 */
public record Finding(String source, String rule, String detail, Optional<Ref> reporter, Instant created) {

    public static final String REPORT = "report";
}
