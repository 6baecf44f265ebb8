/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.member;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;

/** Looks members up. A runtime service; thread-safe. Accounts are made and changed through the host's pages or HTTP. */
public interface Members {

    Optional<Member> find(Ref member);

    /** By name, not minding case. */
    Optional<Member> named(String name);

    /** Those of {@code members} that exist. */
    Map<Ref, Member> all(Collection<Ref> members);

    /** Members by id, those after {@code after} (empty: from the start), at most {@code limit}. */
    List<Member> list(Optional<Ref> after, int limit);
}
