/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.content.Author;

/**
 * What a post said at one time.
 *
 * @param revision the last revision of the post with this text
 * @param title the topic's title then; empty if the post does not open a topic
 * @param current whether it says so now
 */
public record Version(long revision, Optional<String> title, String body, Author by, Instant at, boolean current) {}
