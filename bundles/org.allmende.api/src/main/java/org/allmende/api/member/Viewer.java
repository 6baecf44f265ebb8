/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.member;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.allmende.api.content.Ref;

/**
 * Who is asking, in which language and where.
 *
 * @param member empty for a guest
 * @param permitted what they may do; a token may be allowed less than its member
 * @param locale the language of the answer, decided for this request
 */
public record Viewer(Optional<Member> member, Predicate<Permission> permitted, Locale locale, ZoneId zone) {

    /** Somebody without an account. */
    public static Viewer guest(Locale locale, ZoneId zone) {
        return new Viewer(Optional.empty(), permission -> permission.least() == Role.GUEST, locale, zone);
    }

    /** The system itself, for jobs and commands; may do everything. */
    public static Viewer system() {
        return new Viewer(Optional.empty(), permission -> true, Locale.ENGLISH, ZoneOffset.UTC);
    }

    public boolean may(Permission permission) {
        return permitted.test(permission);
    }

    public Role role() {
        return member.map(Member::role).orElse(Role.GUEST);
    }

    public boolean is(Ref aMember) {
        return member.isPresent() && member.get().ref().equals(aMember);
    }

    public Viewer in(Locale aLocale, ZoneId aZone) {
        return new Viewer(member, permitted, aLocale, aZone);
    }
}
