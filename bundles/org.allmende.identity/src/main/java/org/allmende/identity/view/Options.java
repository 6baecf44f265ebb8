/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity.view;

import java.util.List;

/** What one chooses from, in groups or not. */
public record Options(List<Group> groups) {

    public record Option(String value, String label) {}

    public record Group(String label, List<Option> options) {
        public Group {
            options = List.copyOf(options);
        }
    }

    public Options {
        groups = List.copyOf(groups);
    }

    public static Options of(List<Option> options) {
        return new Options(List.of(new Group("", options)));
    }

    public List<Option> all() {
        return groups.stream().flatMap(group -> group.options().stream()).toList();
    }
}
