/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.member.Permission;

/** What a token may be used for, of what its member may do. */
enum Scope {
    /** What everybody may: reading, as far as the member may read. */
    READ,
    /** Taking part, objecting and moderating. */
    WRITE,
    /** Running the system, and what cannot be undone: erasing accounts, new passwords. */
    ADMIN;

    boolean covers(Permission permission) {
        return this == of(permission);
    }

    private static Scope of(Permission permission) {
        if (permission.equals(Membership.ACCOUNT)) {
            return ADMIN;
        }
        if (permission.equals(Permission.APPEAL)) {
            return WRITE;
        }
        return switch (permission.least()) {
            case GUEST -> READ;
            case MEMBER, MODERATOR -> WRITE;
            case ADMINISTRATOR -> ADMIN;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Scope> of(String word) {
        for (Scope scope : values()) {
            if (scope.word().equals(word)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }

    /** As kept: words with blanks between them. */
    static String written(Set<Scope> scopes) {
        return String.join(" ", scopes.stream().map(Scope::word).toList());
    }

    static Set<Scope> read(String written) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : written.split(" ")) {
            of(word).ifPresent(scopes::add);
        }
        return scopes;
    }
}
