/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.job;

import java.time.Instant;

/**
 * What a job is called for.
 *
 * @param key the task's key, or empty for a recurring time
 * @param due when it was due; may lie well before now after a pause
 * @param payload the task's payload, or empty
 */
public record Due(String key, Instant due, String payload) {}
