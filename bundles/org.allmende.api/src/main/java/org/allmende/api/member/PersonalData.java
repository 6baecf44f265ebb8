/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.member;

import java.util.Map;
import org.allmende.api.content.Ref;
import org.allmende.api.lease.Leased;

/**
 * What a bundle keeps about members, told to a member who asks for all of it. Offered by every host and feature that has
 * anything of theirs; what it offers here, it takes away when it learns that the member was erased. Thread-safe.
 */
@Leased(many = true)
public interface PersonalData {

    /** The name of its part in the export, such as {@code forum}; the same in every version. */
    default String part() {
        return "";
    }

    /**
     * All that is kept about a member, the oldest first; nothing that is another's. Read in pieces, since one query may last
     * two seconds at most.
     *
     * @return names and values as in {@link org.allmende.api.web.Json}; empty if there is nothing
     */
    default Map<String, Object> of(Ref member) {
        return Map.of();
    }
}
