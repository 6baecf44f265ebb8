/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity.view;

/**
 * A member as administrators see them.
 *
 * @param ids the id, and the one from an archive
 */
public record MemberView(String id, String name, String ids, String joined, String role, boolean suspended) {}
