/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.allmende.testkit.runtime.Allmende;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A new version that is being watched when the process dies: taken back if the process died by itself, kept if it was killed. */
@Timeout(240)
class FaultTest {

    private static final String[] OPTIONS = {"--features", "campaigns", "--allow-unsigned"};

    @TempDir
    Path directory;

    @Test
    void aVersionOnProbationIsTakenBackWhenMemoryRunsOut() throws Exception {
        Path home = directory.resolve("a home with spaces, $money and 'quotes'");
        try (Allmende suite = Allmende.start(home, OPTIONS)) {
            update(suite);
            Glutton.let(directory, suite.pid());
            assertThat(suite.kill().status()).isEqualTo(3);
        }
        try (Allmende suite = Allmende.start(home, OPTIONS)) {
            assertThat(version(suite)).isEqualTo("1.0.0");
            assertThat(suite.admin()
                            .get("/api/v1/plugins/campaigns/history")
                            .good()
                            .body())
                    .contains("Memory ran out while 1.0.1 was being watched");
            assertThat(home.resolve("last-words")).doesNotExist();
        }
    }

    @Test
    void aVersionOnProbationStaysWhenTheProcessIsKilled() throws Exception {
        Path home = directory.resolve("home");
        try (Allmende suite = Allmende.start(home, OPTIONS)) {
            update(suite);
            assertThat(suite.kill().status()).isEqualTo(137);
        }
        try (Allmende suite = Allmende.start(home, OPTIONS)) {
            assertThat(version(suite)).isEqualTo("1.0.1");
        }
    }

    /** The version of campaigns that runs. */
    private static String version(Allmende suite) {
        for (var plugin : suite.admin().get("/api/v1/plugins").good().json().path("items")) {
            if (plugin.path("id").asString().equals("campaigns")) {
                return plugin.path("version").asString();
            }
        }
        throw new AssertionError("campaigns is not there");
    }

    /** Uploads the same bundles as another version, and waits until it is on probation. */
    private static void update(Allmende suite) throws IOException, InterruptedException {
        String feature = Files.readString(Allmende.distribution().resolve("features/campaigns-1.0.0.json"))
                .replace("org.allmende:campaigns:1.0.0", "org.allmende:campaigns:1.0.1");
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("feature.json"));
            out.write(feature.getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"campaigns.zip\"\r\n"
                        + "Content-Type: application/zip\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(zip.toByteArray());
        body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
        String credentials =
                Base64.getEncoder().encodeToString(("admin:" + Allmende.PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(suite.url("/api/v1/plugins?wait=true")))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("PROBATION");
        }
        assertThat(version(suite)).isEqualTo("1.0.1");
    }
}
