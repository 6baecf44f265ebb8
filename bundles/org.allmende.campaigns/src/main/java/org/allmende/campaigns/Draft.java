/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.List;

/** A plan as it was typed or sent: texts only, judged by {@link PlanReader}. Empty where nothing was given. */
record Draft(
        String kind,
        String title,
        String body,
        String link,
        String linkLabel,
        String from,
        String until,
        String zone,
        List<String> spaces,
        List<String> roles,
        List<String> locales,
        String space,
        String author) {

    Draft {
        spaces = List.copyOf(spaces);
        roles = List.copyOf(roles);
        locales = List.copyOf(locales);
    }
}
