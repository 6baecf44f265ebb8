/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allmende.api.web.Response;

/** What goes over the wire, wholly computed: writing it holds nothing of a feature. */
public record Answer(int status, List<Response.Header> headers, Content content) {

    /** The answer's body. */
    public sealed interface Content {

        record Nothing() implements Content {}

        record Bytes(String type, byte[] bytes) implements Content {}

        /** Bytes with the same compressed once for all. */
        record Packed(String type, byte[] bytes, byte[] gzipped) implements Content {}

        record File(String type, Path path) implements Content {}
    }

    private static final Content NOTHING = new Content.Nothing();

    public Answer {
        headers = List.copyOf(headers);
    }

    public static Answer nothing(int status) {
        return new Answer(status, List.of(), NOTHING);
    }

    public static Answer text(int status, String type, String text) {
        return new Answer(status, List.of(), new Content.Bytes(type, text.getBytes(StandardCharsets.UTF_8)));
    }

    public static Answer bytes(int status, String type, byte[] bytes) {
        return new Answer(status, List.of(), new Content.Bytes(type, bytes));
    }

    public Answer header(String name, String value) {
        List<Response.Header> more = new ArrayList<>(headers);
        more.add(new Response.Header(name, value));
        return new Answer(status, more, content);
    }

    public Answer headers(List<Response.Header> others) {
        if (others.isEmpty()) {
            return this;
        }
        List<Response.Header> more = new ArrayList<>(headers);
        more.addAll(others);
        return new Answer(status, more, content);
    }

    /** The first value of a header, or empty text. */
    public String header(String name) {
        for (Response.Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return "";
    }

    /** The body as text, for tests and for what is kept. */
    public byte[] bytes() {
        if (content instanceof Content.Bytes some) {
            return some.bytes();
        }
        if (content instanceof Content.Packed some) {
            return some.bytes();
        }
        return new byte[0];
    }

    public String type() {
        if (content instanceof Content.Bytes some) {
            return some.type();
        }
        if (content instanceof Content.Packed some) {
            return some.type();
        }
        return content instanceof Content.File file ? file.type() : "";
    }
}
