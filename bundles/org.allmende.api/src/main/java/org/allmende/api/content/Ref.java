/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.content;

import java.util.Objects;

/**
 * Names one item of one host; its text form is {@code host:kind:id}.
 *
 * @param host the host's id, such as {@code forum}; lower-case letters, digits and dots
 * @param kind {@code space}, {@code topic}, {@code post}, {@code member}, or a feature's own word
 * @param id the host's id of the item; may hold any character
 */
public record Ref(String host, String kind, String id) implements Comparable<Ref> {

    public static final String SPACE = "space";
    public static final String TOPIC = "topic";
    public static final String POST = "post";
    public static final String MEMBER = "member";

    public Ref {
        Objects.requireNonNull(id, "id");
        if (host.isEmpty() || kind.isEmpty() || host.indexOf(':') >= 0 || kind.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a reference is host:kind:id, not " + host + ":" + kind + ":" + id);
        }
    }

    public static Ref of(String host, String kind, String id) {
        return new Ref(host, kind, id);
    }

    public static Ref space(String host, String id) {
        return new Ref(host, SPACE, id);
    }

    public static Ref topic(String host, String id) {
        return new Ref(host, TOPIC, id);
    }

    public static Ref post(String host, String id) {
        return new Ref(host, POST, id);
    }

    public static Ref member(String host, String id) {
        return new Ref(host, MEMBER, id);
    }

    /**
     * @throws IllegalArgumentException if {@code text} is not of the form {@code host:kind:id}
     */
    public static Ref parse(String text) {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        if (first <= 0 || second < 0) {
            throw new IllegalArgumentException("a reference is host:kind:id, not " + text);
        }
        return new Ref(text.substring(0, first), text.substring(first + 1, second), text.substring(second + 1));
    }

    public boolean is(String aKind) {
        return kind.equals(aKind);
    }

    @Override
    public int compareTo(Ref other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return host + ":" + kind + ":" + id;
    }
}
