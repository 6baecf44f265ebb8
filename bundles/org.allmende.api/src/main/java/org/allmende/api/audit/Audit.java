/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.audit;

import org.allmende.api.content.Ref;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Unit;
import org.osgi.annotation.versioning.ProviderType;

/** Keeps a record of administrative acts. A runtime service; thread-safe. */
@ProviderType
public interface Audit {

    /**
     * What records an act, to be kept together with the act itself.
     *
     * @param client where the request came from; empty for the command line and the system
     * @param act such as {@code plugins.install}
     * @param subject what it was done to
     * @param detail plain text; no personal data, no secret
     */
    Unit entry(Viewer who, String client, String act, String subject, String detail);

    /**
     * What takes a member's name and addresses from the record, for when they are erased. What they did stays, as somebody's.
     */
    default Unit forget(Ref member) {
        return Unit.nothing();
    }
}
