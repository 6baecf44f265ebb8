/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity.view;

/** A session in words. */
public record SessionView(String id, String agent, String seen, boolean own) {}
