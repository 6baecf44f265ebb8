/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.member;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.allmende.api.content.Ref;

/**
 * A person with an account.
 *
 * @param locale the language they chose; {@link Locale#ROOT} if they chose none
 * @param suspended whether they may read but not write
 */
public record Member(Ref ref, String name, Role role, Locale locale, ZoneId zone, Instant joined, boolean suspended) {}
