/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.List;
import java.util.Optional;
import org.allmende.plugins.told.Note;

/**
 * What a swap would do.
 *
 * @param comes bundles that would be installed
 * @param goes bundles that would be removed
 * @param settings the names of the settings that it brings defaults for
 * @param tables what would be changed in the store, by migration
 * @param restarts other features that come along, since they use a library that changes
 * @param extendedBy installed features that extend this one
 * @param obstacle why it would not succeed
 */
public record Plan(
        String plugin,
        Act act,
        Optional<String> from,
        Optional<String> to,
        List<String> comes,
        List<String> goes,
        List<String> settings,
        List<String> tables,
        List<String> restarts,
        List<String> extendedBy,
        Optional<Note> obstacle) {}
