/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity.view;

/** A token in words, without the token. */
public record TokenView(String id, String name, String scopes, String used) {}
