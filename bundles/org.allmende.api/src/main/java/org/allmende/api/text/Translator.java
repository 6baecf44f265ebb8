/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.allmende.api.lease.Leased;

/** Translates. Slow: seconds, not milliseconds. */
@Leased
public interface Translator {

    default boolean can(Locale from, Locale to) {
        return false;
    }

    /** In the order given; empty where it can't. */
    default CompletionStage<List<Optional<Translation>>> translate(List<String> texts, Locale from, Locale to) {
        return CompletableFuture.completedStage(
                texts.stream().map(text -> Optional.<Translation>empty()).toList());
    }

    /** A translation and who made it. */
    record Translation(String text, String provider) {}
}
