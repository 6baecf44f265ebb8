/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts.view;

/** A host as administrators see it. */
public record HostView(String id, String capabilities, String changes, boolean well, String waiting, String dead) {}
