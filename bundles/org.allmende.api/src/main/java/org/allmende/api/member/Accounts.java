/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.member;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.store.Unit;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes and changes members of the embedded accounts. For hosts that keep none of their own; a runtime service, thread-safe.
 */
@ProviderType
public interface Accounts {

    /**
     * What keeps a member from an archive: without a password, the name made different if it is taken, once for each
     * external id.
     */
    Unit imported(Ref member, Arrival arrival);

    /** As {@link #imported(Ref, Arrival)}, for an archive that knows no more. */
    default Unit imported(Ref member, String externalId, String name, Instant joined) {
        return imported(member, new Arrival(externalId, name, joined, Optional.empty(), Optional.empty()));
    }

    /**
     * A member as an archive describes them.
     *
     * @param locale the language they read; empty: their browser says
     * @param zone empty for UTC
     */
    record Arrival(String externalId, String name, Instant joined, Optional<Locale> locale, Optional<ZoneId> zone) {}

    /**
     * What keeps that a member was there at {@code at}, so that they did not join after it: an archive may tell what they wrote,
     * and not since when they belong.
     */
    default Unit present(Ref member, Instant at) {
        return Unit.nothing();
    }

    /** A reference for a member to be made. */
    Ref next();

    /** Members by the id they had in an archive. */
    Map<String, Ref> byExternalId(Collection<String> externalIds);

    Optional<String> externalId(Ref member);

    Unit role(Ref member, Role role);

    /** Suspends or restores. */
    Unit suspended(Ref member, boolean suspended);

    /** What is to become of what an erased member wrote; empty unless the member was erased. */
    default Optional<Parting> parting(Ref member) {
        return Optional.empty();
    }

    /** The same for many at once: those of {@code members} who were erased, and what is to become of what they wrote. */
    default Map<Ref, Parting> partings(Collection<Ref> members) {
        Map<Ref, Parting> found = new HashMap<>();
        members.forEach(member -> parting(member).ifPresent(parting -> found.put(member, parting)));
        return found;
    }

    /** What a member who leaves wants done with what they wrote. */
    enum Parting {
        /** It stays, under their name. */
        KEEP,
        /** It stays, under nobody's name. */
        ANONYMIZE,
        /** It goes with them. */
        ERASE
    }
}
