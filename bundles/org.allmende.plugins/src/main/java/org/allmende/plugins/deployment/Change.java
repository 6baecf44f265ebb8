/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.deployment;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.told.Note;

/** One step from a deployment as it is to one as it should be. */
public sealed interface Change {

    /** @param version that it brings; empty for an act that brings none */
    record Acting(String plugin, Act act, Optional<String> from, Optional<String> version) implements Change {}

    /** @param without the parts that are to be off */
    record Parting(String plugin, Set<String> without) implements Change {}

    record Holding(String plugin, boolean hold) implements Change {}

    /**
     * @param values none to go back to the defaults
     * @param read whether something that runs reads it now
     */
    record Setting(String pid, Map<String, Object> values, boolean read) implements Change {}

    /** As it is told to people; secrets stay the references that they are, and values are not told. */
    default Note note() {
        return switch (this) {
            case Acting one ->
                Note.of(
                        "change-" + one.act().word(),
                        "plugin",
                        one.plugin(),
                        "from",
                        one.from().orElse("-"),
                        "version",
                        one.version().orElse("-"));
            case Parting one ->
                one.without().isEmpty()
                        ? Note.of("change-parts-all", "plugin", one.plugin())
                        : Note.of("change-parts", "plugin", one.plugin(), "parts", String.join(", ", one.without()));
            case Holding one -> Note.of(one.hold() ? "change-hold" : "change-release", "plugin", one.plugin());
            case Setting one ->
                one.values().isEmpty()
                        ? Note.of("change-default", "pid", one.pid())
                        : Note.of(
                                one.read() ? "change-setting" : "change-setting-unread",
                                "pid",
                                one.pid(),
                                "keys",
                                String.join(", ", one.values().keySet()));
        };
    }
}
