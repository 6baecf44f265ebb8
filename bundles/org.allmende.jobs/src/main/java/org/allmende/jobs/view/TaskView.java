/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs.view;

/**
 * A task that waits, in the reader's language.
 *
 * @param again when it is tried again; empty if it has not failed
 */
public record TaskView(String job, String key, String due, String again, String failure) {}
