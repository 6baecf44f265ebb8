/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.watch;

import java.util.List;

/** What the administration's first page shows, in the reader's words. */
public record Overview(
        String title,
        String state,
        String tone,
        String running,
        List<Fact> facts,
        String health,
        String noParts,
        List<Part> parts,
        String consumersTitle,
        List<String> columns,
        List<Follower> consumers) {

    public record Fact(String name, String value) {}

    public record Part(String name, String word, String tone, String detail) {}

    public record Follower(String name, String feature, String lag, String dead) {}
}
