/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.gate;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to become of a draft.
 *
 * @param reasons empty only for {@link Decision#ALLOW}
 */
public record Verdict(Decision decision, List<Reason> reasons) {

    /** From mildest to strictest. */
    public enum Decision {
        /** Published. */
        ALLOW,
        /** Published, and looked at. */
        FLAG,
        /** Kept back until a moderator decides; its author sees it. */
        HOLD,
        /** Not taken; its author keeps the text and reads why. */
        REJECT
    }

    private static final Verdict ALLOWED = new Verdict(Decision.ALLOW, List.of());

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    public static Verdict allow() {
        return ALLOWED;
    }

    public static Verdict flag(Reason... reasons) {
        return new Verdict(Decision.FLAG, List.of(reasons));
    }

    public static Verdict hold(Reason... reasons) {
        return new Verdict(Decision.HOLD, List.of(reasons));
    }

    public static Verdict reject(Reason... reasons) {
        return new Verdict(Decision.REJECT, List.of(reasons));
    }

    /** The stricter decision, with the reasons of both. */
    public Verdict and(Verdict other) {
        if (other.decision == Decision.ALLOW) {
            return this;
        }
        if (decision == Decision.ALLOW) {
            return other;
        }
        List<Reason> both = new ArrayList<>(reasons);
        both.addAll(other.reasons);
        return new Verdict(decision.compareTo(other.decision) >= 0 ? decision : other.decision, both);
    }
}
