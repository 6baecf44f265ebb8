/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.time.Duration;
import java.util.function.IntFunction;

/**
 * How consumers are followed up.
 *
 * @param batch events handed over at once
 * @param batchAttempts tries of a batch before its events are tried one by one
 * @param attempts tries of one event before it is set aside
 * @param backoff the pause after so many failures
 * @param kept how long events are kept that everybody has handled
 */
record Pace(int batch, int batchAttempts, int attempts, IntFunction<Duration> backoff, Duration kept) {}
