/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import java.util.List;
import java.util.Optional;
import org.allmende.api.lease.Leased;

/** Turns texts into vectors whose closeness is closeness in meaning. */
@Leased
public interface Embedder {

    /** Names the model; vectors of different models do not compare. Empty if there is none. */
    default Optional<String> model() {
        return Optional.empty();
    }

    /** Vectors of length 1, in the order given; empty if there is no model. */
    default List<float[]> embed(List<String> texts) {
        return List.of();
    }
}
