/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a request as it came over the wire, and its body still to be read. Knows nothing of servlets, so that all
 * that is decided about a request can be tried without a network.
 *
 * @param rawPath undecoded
 * @param query undecoded, empty if there is none
 * @param headers by lower-case name
 * @param length the body's declared length, -1 if unknown
 * @param address where the connection comes from
 * @param user whom the server that the suite runs in has recognized
 */
public record Incoming(
        String method,
        String rawPath,
        String query,
        Map<String, List<String>> headers,
        Body body,
        long length,
        String address,
        Optional<String> user) {

    /** From somebody whom only we can recognize. */
    public Incoming(
            String method,
            String rawPath,
            String query,
            Map<String, List<String>> headers,
            Body body,
            long length,
            String address) {
        this(method, rawPath, query, headers, body, length, address, Optional.empty());
    }

    /** Opens the body; once. */
    @FunctionalInterface
    public interface Body {

        InputStream open() throws IOException;

        Body NONE = InputStream::nullInputStream;
    }

    public Optional<String> header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    /** The value of a cookie; the first one wins, as browsers send the most specific first. */
    public Optional<String> cookie(String name) {
        for (String line : headers.getOrDefault("cookie", List.of())) {
            int from = 0;
            while (from < line.length()) {
                int end = line.indexOf(';', from);
                end = end < 0 ? line.length() : end;
                int equals = line.indexOf('=', from);
                if (equals > 0
                        && equals < end
                        && line.substring(from, equals).strip().equals(name)) {
                    String value = line.substring(equals + 1, end).strip();
                    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                    return Optional.of(quoted ? value.substring(1, value.length() - 1) : value);
                }
                from = end + 1;
            }
        }
        return Optional.empty();
    }

    /** The media type of the body in lower case, without parameters; empty text if none is given. */
    public String mediaType() {
        String type = header("content-type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** Decoded segments of the path; empty if an escape in it is broken. */
    public Optional<List<String>> segments(String path) {
        List<String> segments = new ArrayList<>();
        int from = 1;
        while (from <= path.length()) {
            int end = path.indexOf('/', from);
            end = end < 0 ? path.length() : end;
            Optional<String> segment = Decoding.percent(path.substring(from, end), false);
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            segments.add(segment.get());
            from = end + 1;
        }
        return Optional.of(segments);
    }
}
