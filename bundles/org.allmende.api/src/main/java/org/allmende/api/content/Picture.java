/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.content;

/**
 * A picture in a post.
 *
 * @param address where a browser gets it, relative to the host
 * @param alternative what it shows, in words; empty if its author gave none
 */
public record Picture(String address, String alternative, int width, int height) {}
