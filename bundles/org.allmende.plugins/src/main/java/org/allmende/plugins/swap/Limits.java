/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.swap;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param start a generation's activators together
 * @param stop likewise
 * @param healthy from started to healthy
 * @param drain for the calls that are under way
 * @param probation how long a new version is watched
 * @param watch how often, in that time
 */
public record Limits(
        Duration start, Duration stop, Duration healthy, Duration drain, Duration probation, Duration watch) {}
