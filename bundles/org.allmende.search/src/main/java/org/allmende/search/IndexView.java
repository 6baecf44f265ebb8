/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

/**
 * The state of the index, in words.
 *
 * @param progress null unless it is being built
 */
public record IndexView(
        String address,
        String rebuild,
        String tone,
        String state,
        boolean building,
        String documents,
        String size,
        String lag,
        String offset,
        String languages,
        String progress,
        long built,
        long expected,
        String trouble) {}
