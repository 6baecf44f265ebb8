/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.member;

import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** Says who is asking. One per runtime: the embedded accounts, or the host's own. Thread-safe. */
public interface Identity {

    /** The cookie that {@link Credentials.Session} holds the value of; set and taken back by the pages that sign in and out. */
    String SESSION_COOKIE = "allmende-session";

    /**
     * @return empty if the credentials are not (or no longer) good
     */
    Optional<Identified> identify(Credentials credentials);

    /**
     * As {@link #identify(Credentials)}, with the place that the request came from, so that guessing from one place does not
     * lock out others.
     *
     * @throws org.allmende.api.problem.ProblemException of status 429 after too many wrong attempts, 503 if too many
     *     passwords are being checked at once
     */
    default Optional<Identified> identify(Credentials credentials, String client) {
        return identify(credentials);
    }

    /**
     * Somebody known.
     *
     * @param secret known to this session only; form tokens are derived from it. Empty for a token or a password,
     *     which need no form token
     */
    record Identified(
            Optional<Member> member, java.util.function.Predicate<Permission> permitted, Optional<String> secret) {

        public Viewer viewer() {
            return new Viewer(
                    member,
                    permitted,
                    member.map(Member::locale).orElse(Locale.ROOT),
                    member.map(Member::zone).orElse(ZoneOffset.UTC));
        }
    }
}
