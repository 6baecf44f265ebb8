/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import java.time.Duration;
import java.util.function.IntFunction;

/**
 * How often and after which pauses what failed is tried again.
 *
 * @param attempts tries before it is set aside
 * @param backoff the pause after so many failures
 * @param look the longest time between two looks at the clock, which may jump
 */
record Pace(int attempts, IntFunction<Duration> backoff, Duration look) {}
