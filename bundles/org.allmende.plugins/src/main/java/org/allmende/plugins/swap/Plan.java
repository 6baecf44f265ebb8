/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.util.List;
import java.util.Optional;

/**
 * What a swap would do.
 *
 * @param comes bundles that would be installed
 * @param goes bundles that would be removed
 * @param obstacle why it would not succeed
 */
public record Plan(
        String plugin,
        Act act,
        Optional<String> from,
        Optional<String> to,
        List<String> comes,
        List<String> goes,
        Optional<Note> obstacle) {}
