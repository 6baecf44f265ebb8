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
