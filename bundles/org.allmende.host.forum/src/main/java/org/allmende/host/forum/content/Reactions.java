/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.List;

/** The reactions one may give, in the order shown. Their names are the messages {@code reaction.WORD}. */
public final class Reactions {

    public static final List<String> WORDS = List.of("like", "thanks", "insightful", "funny", "sad");

    private Reactions() {}
}
