/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Some items of a longer list.
 *
 * @param next where to go on; empty at the end
 */
public record Paged<T>(List<T> items, Optional<String> next) {

    public Paged {
        items = List.copyOf(items);
    }

    public <R> Paged<R> map(Function<? super T, ? extends R> mapper) {
        return new Paged<>(items.stream().<R>map(mapper).toList(), next);
    }
}
