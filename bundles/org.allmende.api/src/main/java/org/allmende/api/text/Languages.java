/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allmende.api.content.Ref;
import org.allmende.api.lease.Leased;

/** The languages that posts were found to be in. Offered by the feature {@code localization}. */
@Leased
public interface Languages {

    /** Those of {@code posts} whose language is known. */
    default Map<Ref, Locale> of(List<Ref> posts) {
        return Map.of();
    }
}
