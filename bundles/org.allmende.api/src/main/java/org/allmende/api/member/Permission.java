/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.member;

/**
 * One thing that one may be allowed to do. Declared as a constant by whoever checks it.
 *
 * @param name such as {@code moderation.review}
 * @param least the role that has it unless an administrator decided otherwise
 */
public record Permission(String name, Role least) {

    /** Reading what is public. */
    public static final Permission READ = new Permission("read", Role.GUEST);

    /** Anything that needs no more than being signed in. */
    public static final Permission TAKE_PART = new Permission("take-part", Role.MEMBER);

    /**
     * Objecting to a decision about oneself: whoever is suspended may, whoever merely reads in a member's name may not, so a
     * token needs to be one that writes.
     */
    public static final Permission APPEAL = new Permission("moderation.appeal", Role.GUEST);

    /** Running the system. */
    public static final Permission ADMINISTER = new Permission("administer", Role.ADMINISTRATOR);
}
