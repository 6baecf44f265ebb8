/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.util.Optional;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Member;
import org.allmende.api.member.Role;

/**
 * A row of the table of members, without the password.
 *
 * @param epoch grows when remembered passwords must no longer count: at a new password and at a suspension
 * @param revision grows with every change
 * @param parting set once the member was erased
 */
record Account(
        long id,
        Optional<String> externalId,
        Member member,
        String email,
        boolean hasPassword,
        long epoch,
        long revision,
        Optional<Parting> parting) {

    boolean isHere() {
        return parting.isEmpty();
    }

    /** Whether they can undo what others did. */
    boolean administers() {
        return isHere() && member.role() == Role.ADMINISTRATOR && !member.suspended();
    }

    /** Whether the name may still be shown: it stays with what a member left behind under it. */
    boolean isNamed() {
        return parting.isEmpty() || parting.get() == Parting.KEEP;
    }
}
