/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.lease.Leased;

/** Scores texts by labels such as {@code spam} or {@code toxicity}. */
@Leased(many = true)
public interface Classifier {

    default String name() {
        return "";
    }

    /** Label to score, 0 to 1, calibrated, for each text; an empty map where it can't tell. In the order given. */
    default List<Map<String, Double>> classify(List<String> texts, Optional<Locale> language) {
        return texts.stream().map(text -> Map.<String, Double>of()).toList();
    }
}
