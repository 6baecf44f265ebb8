/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import java.util.OptionalLong;
import org.allmende.api.content.Ref;

/** References of the forum's items, and back to their numbers. */
public final class Refs {

    /** The forum's id as a host. */
    public static final String HOST = "forum";

    private Refs() {}

    public static Ref space(long id) {
        return Ref.space(HOST, Long.toString(id));
    }

    public static Ref topic(long id) {
        return Ref.topic(HOST, Long.toString(id));
    }

    public static Ref post(long id) {
        return Ref.post(HOST, Long.toString(id));
    }

    /** The number of an item of ours of this kind; empty if the reference is another's or no number. */
    public static OptionalLong number(Ref ref, String kind) {
        return ref.host().equals(HOST) && ref.is(kind) ? number(ref.id()) : OptionalLong.empty();
    }

    /** The number that a text is in its only form: without sign, space or leading zero. */
    public static OptionalLong number(String text) {
        if (text.isEmpty() || text.length() > 19 || text.charAt(0) == '0') {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            number = number * 10 + digit;
        }
        return number > 0 ? OptionalLong.of(number) : OptionalLong.empty();
    }
}
