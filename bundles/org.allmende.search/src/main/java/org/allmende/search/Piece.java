/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

/**
 * A run of text, as written by its author: to be escaped by whoever puts it into a page.
 *
 * @param marked whether it is what was asked for
 */
public record Piece(String text, boolean marked) {}
