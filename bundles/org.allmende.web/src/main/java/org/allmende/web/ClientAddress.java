/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import java.util.Optional;
import org.allmende.web.message.Incoming;

/** Where a request comes from. */
final class ClientAddress {

    private ClientAddress() {}

    /** Behind a proxy on the same machine, what the proxy says; else where the connection comes from. */
    static String of(Incoming in, Site site) {
        if (site.isPublished() && isLoopback(in.address())) {
            Optional<String> forwarded = in.header("x-forwarded-for");
            if (forwarded.isPresent()) {
                String[] hops = forwarded.get().split(",");
                String last = hops[hops.length - 1].strip();
                if (!last.isEmpty() && last.length() <= 64) {
                    return Replies.oneLine(last);
                }
            }
        }
        return in.address();
    }

    /** Whether it comes from this machine itself, and not through a proxy on it. */
    static boolean isNear(Incoming in) {
        return isLoopback(in.address()) && in.header("x-forwarded-for").isEmpty();
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.")
                || address.equals("::1")
                || address.equals("0:0:0:0:0:0:0:1")
                || address.equals("[::1]")
                || address.equals("[0:0:0:0:0:0:0:1]");
    }
}
