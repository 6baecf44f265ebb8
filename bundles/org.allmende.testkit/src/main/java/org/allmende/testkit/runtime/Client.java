/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a suite over HTTP, as one member or as nobody. Safe for concurrent use. */
public final class Client {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String base;
    private final String credentials;

    /**
     * @param credentials {@code name:password}, or null for nobody
     */
    Client(String base, String credentials) {
        this.base = base;
        this.credentials = credentials;
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, Object body) {
        return send("POST", path, body);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** Sends a file as the field {@code file} of a form. */
    public Answer upload(String path, Path file) {
        String boundary = "allmende-" + UUID.randomUUID();
        String head =
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"feature.zip\"\r\n"
                        + "Content-Type: application/zip\r\n\r\n";
        try {
            HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.concat(
                    HttpRequest.BodyPublishers.ofString(head),
                    HttpRequest.BodyPublishers.ofFile(file),
                    HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
            return send("POST", path, body, "multipart/form-data; boundary=" + boundary);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param body made JSON unless it is a text already; null for none
     */
    public Answer send(String method, String path, Object body) {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(
                        body instanceof String text ? text : JSON.writeValueAsString(body));
        return send(method, path, publisher, body == null ? "" : "application/json");
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher publisher, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, publisher);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (credentials != null) {
            String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + encoded);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(method + " " + path, response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What came back. */
    public record Answer(String call, int status, String body) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** Itself, if the status is in the two hundreds. */
        public Answer good() {
            if (status / 100 != 2) {
                throw new AssertionError(call + " answered " + status + ": " + body);
            }
            return this;
        }
    }
}
