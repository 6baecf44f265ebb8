/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Identity;
import org.allmende.api.problem.Problem;
import org.allmende.web.message.Incoming;

/** Takes from a request what shows who is asking: the Authorization header, else the session cookie. */
public final class CredentialsReader {

    private CredentialsReader() {}

    public static Credentials of(Incoming in) {
        var authorization = in.header("authorization");
        if (in.user().isPresent()) {
            return new Credentials.Vouched(in.user().get(), authorization.isPresent());
        }
        if (authorization.isPresent()) {
            return authorized(authorization.get().strip());
        }
        return in.cookie(Identity.SESSION_COOKIE)
                .filter(value -> !value.isEmpty() && value.length() <= 512)
                .<Credentials>map(Credentials.Session::new)
                .orElseGet(Credentials.None::new);
    }

    private static Credentials authorized(String header) {
        int space = header.indexOf(' ');
        String scheme = (space < 0 ? header : header.substring(0, space)).toLowerCase(Locale.ROOT);
        String rest = space < 0 ? "" : header.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> new Credentials.Token(rest);
            case "basic" -> basic(rest);
            default ->
                throw Problem.of(
                                "credentials",
                                401,
                                "Not signed in",
                                "The Authorization header must be Basic or Bearer.")
                        .asException();
        };
    }

    private static Credentials basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon >= 0) {
                return new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1));
            }
        } catch (IllegalArgumentException e) {
            // told below, together with the missing colon
        }
        throw Problem.of("credentials", 401, "Not signed in", "What follows Basic must be name:password in Base64.")
                .asException();
    }
}
