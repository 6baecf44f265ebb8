/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.sling;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks Sling over HTTP, as one user or as nobody, in forms as Sling takes them. Follows no redirects. Safe for concurrent use. */
final class SlingClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final String base;
    private final String credentials;

    /**
     * @param credentials {@code name:password}, or null for nobody
     */
    SlingClient(String base, String credentials) {
        this.base = base;
        this.credentials = credentials;
    }

    Answer get(String path) {
        return send("GET", path, "", BodyPublishers.noBody());
    }

    Answer post(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send("POST", path, "application/x-www-form-urlencoded", BodyPublishers.ofString(body));
    }

    /** As {@link #post}, with files, all under one name. */
    Answer post(String path, Map<String, String> form, String name, List<Path> files) {
        String boundary = "allmende-" + UUID.randomUUID();
        List<BodyPublisher> parts = new ArrayList<>();
        form.forEach((field, value) ->
                parts.add(BodyPublishers.ofString(part(boundary, "name=\"" + field + "\"") + value + "\r\n")));
        for (Path file : files) {
            String head = part(boundary, "name=\"" + name + "\"; filename=\"" + file.getFileName() + "\"");
            try {
                parts.add(BodyPublishers.ofString(head));
                parts.add(BodyPublishers.ofFile(file));
                parts.add(BodyPublishers.ofString("\r\n"));
            } catch (FileNotFoundException e) {
                throw new UncheckedIOException(e);
            }
        }
        parts.add(BodyPublishers.ofString("--" + boundary + "--\r\n"));
        BodyPublisher body = BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
        return send("POST", path, "multipart/form-data; boundary=" + boundary, body);
    }

    private static String part(String boundary, String disposition) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /**
     * @param type of the body, or empty for none
     */
    Answer send(String method, String path, String type, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (credentials != null) {
            String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + encoded);
        }
        try {
            return new Answer(method + " " + path, HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What came back. */
    record Answer(String call, HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        /** The first of that name, or empty. */
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(body());
        }

        /** Itself, if the status is in the two hundreds. */
        Answer good() {
            if (status() / 100 != 2) {
                throw new AssertionError(this);
            }
            return this;
        }

        @Override
        public String toString() {
            return call + " answered " + status() + ": " + body().substring(0, Math.min(2000, body().length()));
        }
    }
}
