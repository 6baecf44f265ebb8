/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Role;

/**
 * Who is meant; an empty list means everybody. All three must fit.
 *
 * @param spaces those who may read one of them, on its pages and on pages of no space
 * @param locales languages as BCP 47; {@code pt} fits {@code pt-BR} too
 */
record Audience(List<Ref> spaces, Set<Role> roles, List<Locale> locales) {

    static final Audience EVERYBODY = new Audience(List.of(), Set.of(), List.of());

    Audience {
        spaces = List.copyOf(spaces);
        roles = Set.copyOf(roles);
        locales = List.copyOf(locales);
    }

    boolean has(Role role) {
        return roles.isEmpty() || roles.contains(role);
    }

    boolean speaks(Locale locale) {
        return locales.isEmpty()
                || locales.stream()
                        .anyMatch(it -> it.getLanguage().equals(locale.getLanguage())
                                && (it.getCountry().isEmpty() || it.getCountry().equals(locale.getCountry())));
    }
}
