/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.content;

import org.allmende.api.content.Ref;

/** Where the forum's items are found on this deployment; without the base path. */
public final class Links {

    private Links() {}

    /** The path of a space, topic, post or member. */
    public static String to(Ref item) {
        return switch (item.kind()) {
            case Ref.SPACE -> space(item.id());
            case Ref.TOPIC -> topic(item.id());
            case Ref.POST -> post(item.id());
            case Ref.MEMBER -> member(item.id());
            default -> throw new IllegalArgumentException("the forum has no page for " + item);
        };
    }

    public static String space(String id) {
        return "/s/" + id;
    }

    public static String topic(String id) {
        return "/t/" + id;
    }

    /** Leads on to the page of the topic that shows the post. */
    public static String post(String id) {
        return "/p/" + id;
    }

    public static String member(String id) {
        return "/u/" + id;
    }
}
