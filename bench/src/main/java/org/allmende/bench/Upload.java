/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** Sends archives and wishes to a suite as the administrator. */
final class Upload {

    private Upload() {}

    /** @return the state that the swap ended in, or what was answered instead */
    static String archive(URI address, String password, Path file) throws Exception {
        return state(sent(address, password, file));
    }

    /** @return the body of the answer */
    static String answer(URI address, String password, Path file) throws Exception {
        return sent(address, password, file).body();
    }

    static String json(URI address, String password, String method, String json) throws Exception {
        return send(address, password, method, "application/json", json.getBytes())
                .body();
    }

    private static HttpResponse<String> sent(URI address, String password, Path file) throws Exception {
        String boundary = "bench" + System.nanoTime();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            body.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                            + file.getFileName() + "\"\r\nContent-Type: application/zip\r\n\r\n")
                    .getBytes());
            body.write(Files.readAllBytes(file));
            body.write(("\r\n--" + boundary + "--\r\n").getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return send(address, password, "POST", "multipart/form-data; boundary=" + boundary, body.toByteArray());
    }

    static String version(URI address, String password, String version) throws Exception {
        return state(
                send(address, password, "PUT", "application/json", ("{\"version\":\"" + version + "\"}").getBytes()));
    }

    private static String state(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            return response.statusCode() + " " + response.body();
        }
        JsonNode swap = Client.JSON.readTree(response.body());
        String state = swap.get("state").asString();
        return state.equals("ROLLED_BACK") ? state + " " + swap.get("reason") : state;
    }

    private static HttpResponse<String> send(URI address, String password, String method, String type, byte[] body)
            throws Exception {
        String basic = Base64.getEncoder().encodeToString(("admin:" + password).getBytes());
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofMinutes(5))
                            .header("Authorization", "Basic " + basic)
                            .header("Content-Type", type)
                            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
