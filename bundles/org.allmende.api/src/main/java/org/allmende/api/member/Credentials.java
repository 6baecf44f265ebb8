/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.member;

/** What a request brought to show who is asking; exactly one of these. */
public sealed interface Credentials {

    /** Nothing at all. */
    record None() implements Credentials {}

    /** The value of the session cookie. */
    record Session(String cookie) implements Credentials {}

    /**
     * What the web server that the suite runs in has found out: in a system that has its own way to sign in.
     *
     * @param user as that system calls them
     * @param header whether the request shows it in a header of its own, so that a browser did not send it for another's page
     *     without being asked to
     */
    record Vouched(String user, boolean header) implements Credentials {}

    /** HTTP Basic. */
    record Password(String name, String password) implements Credentials {
        @Override
        public String toString() {
            return "Password[" + name + "]";
        }
    }

    /** A bearer token. */
    record Token(String token) implements Credentials {
        @Override
        public String toString() {
            return "Token[]";
        }
    }
}
