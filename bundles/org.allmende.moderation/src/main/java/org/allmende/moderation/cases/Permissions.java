/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;

/** What one needs for moderation. */
public final class Permissions {

    /** Seeing cases and deciding them. */
    public static final Permission REVIEW = new Permission("moderation.review", Role.MODERATOR);

    /** Changing the term list. */
    public static final Permission TERMS = new Permission("moderation.terms", Role.MODERATOR);

    private Permissions() {}
}
