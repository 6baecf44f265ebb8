/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.allmende.plugins.feature.StrictJson;

/** Reads moments in JSON. */
final class Times {

    private Times() {}

    static Instant read(StrictJson.Node node) {
        try {
            return Instant.parse(node.text());
        } catch (DateTimeParseException e) {
            throw node.problem("\"" + node.text() + "\" is no moment; one is 2026-11-26T09:30:00Z");
        }
    }
}
