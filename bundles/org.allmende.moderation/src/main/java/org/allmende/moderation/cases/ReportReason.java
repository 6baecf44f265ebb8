/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.util.Locale;
import java.util.Optional;

/** What a member says is wrong; each with how soon somebody should look. */
public enum ReportReason {
    SPAM(2),
    INSULT(3),
    HATE(4),
    THREAT(4),
    PRIVACY(4),
    OFF_TOPIC(1),
    OTHER(2);

    private final int severity;

    ReportReason(int severity) {
        this.severity = severity;
    }

    public int severity() {
        return severity;
    }

    /** As written in JSON, in forms and in message keys. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<ReportReason> of(String word) {
        for (ReportReason reason : values()) {
            if (reason.word().equals(word)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
