/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.time.Instant;
import java.util.Optional;
import org.allmende.api.member.Member;

/**
 * What a member has done in the forum, as far as the viewer may know.
 *
 * @param topics published topics opened
 * @param posts published posts written, those that open topics included
 * @param answers posts accepted as answers
 * @param reactions reactions received
 * @param last when they last posted
 */
public record Profile(Member member, long topics, long posts, long answers, long reactions, Optional<Instant> last) {}
