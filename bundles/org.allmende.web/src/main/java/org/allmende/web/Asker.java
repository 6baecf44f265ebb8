/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.util.Optional;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Member;
import org.allmende.api.member.Viewer;
import org.allmende.web.guard.OncePosts;

/**
 * Who is asking, and what they showed for it.
 *
 * @param secret of their session; form tokens are derived from it
 */
record Asker(Credentials credentials, Viewer viewer, Optional<String> secret) {

    /** Whether the browser sends what identifies them of its own accord, so that a form must prove where it came from. */
    boolean bySession() {
        return secret.isPresent();
    }

    boolean byHeader() {
        return byPassword() || credentials instanceof Credentials.Token;
    }

    /** Whether they show a password with each request; browsers remember it, and send it for others' pages too. */
    boolean byPassword() {
        return credentials instanceof Credentials.Password
                || credentials instanceof Credentials.Vouched vouched && vouched.header();
    }

    /** A name for limits and keys: the member, else the client. */
    String name(String client) {
        return viewer.member().map(member -> member.ref().toString()).orElse("client:" + client);
    }

    OncePosts.Who who(String client) {
        return new OncePosts.Who(name(client), viewer.member().map(Member::ref));
    }
}
