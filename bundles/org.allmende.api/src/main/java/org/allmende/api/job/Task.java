/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.job;

import java.time.Instant;

/**
 * Something due once.
 *
 * @param job the name of the {@link Job} that does it
 * @param key unique within the job; giving a task with the same key again replaces it if it is not yet done
 * @param payload text that the job understands, in its next version too
 */
public record Task(String job, String key, Instant due, String payload) {}
