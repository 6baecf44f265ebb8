/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import org.allmende.api.gate.Verdict.Decision;

/**
 * A word or phrase that posts are checked for.
 *
 * @param text as typed; a trailing {@code *} stands for any ending of the last word
 * @param action what becomes of a post that has it
 */
public record Term(long id, String text, Decision action) {}
