/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.pages;

import java.util.List;

/** The chosen case as the queue page shows it: everything in words, in the moderator's language. */
public record CaseView(
        long id,
        String number,
        String decide,
        String tone,
        String cause,
        String state,
        boolean open,
        boolean restorable,
        long revision,
        String author,
        String history,
        String language,
        String body,
        String link,
        List<String> findings,
        String suggestedReason,
        List<DecisionView> decisions) {

    /** A decision in words. */
    public record DecisionView(String what, String when, String reason, boolean undone, String undo, String appeal) {}
}
