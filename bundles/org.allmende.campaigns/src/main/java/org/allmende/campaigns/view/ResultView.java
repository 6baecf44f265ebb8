/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns.view;

/** One figure of what became of an announcement. */
public record ResultView(String what, String count) {}
