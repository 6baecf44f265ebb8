/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.allmende.testkit.runtime.Allmende;
import org.allmende.testkit.runtime.Allmende.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A deployment as a file: it is met, again without a change, and after a restart; what cannot be leaves all as it is. */
@Timeout(180)
class ApplyTest {

    @TempDir
    Path directory;

    private Path file(String json) throws IOException {
        return Files.writeString(directory.resolve("deployment.json"), json);
    }

    private Ended apply(Path home, String json, String... options) throws IOException {
        String[] words = new String[4 + options.length];
        words[0] = "apply";
        words[1] = file(json).toString();
        words[2] = "--home";
        words[3] = home.toString();
        System.arraycopy(options, 0, words, 4, options.length);
        return Allmende.run(words);
    }

    @Test
    void aDeploymentConvergesToItsFile() throws IOException {
        Path home = directory.resolve("home");
        String wanted = """
                {
                  "features": {
                    "search": {"held": true},
                    "localization": {},
                    "moderation": {"without": ["org.allmende.moderation.panel.ReportAction"]},
                    "campaigns": {"off": true}
                  },
                  "settings": {"org.allmende.web.Site": {"name": "The Applied Commons"}}
                }""";
        try (Allmende suite = Allmende.start(home, "--features", "search,localization")) {
            suite.admin()
                    .put("/api/v1/settings/org.allmende.identity.Membership", Map.of("values", Map.of("open", false)))
                    .good();
            String part = moderationPart(suite, home);
            String file = wanted.replace("org.allmende.moderation.panel.ReportAction", part);

            Ended dry = apply(home, file, "--dry-run");
            assertThat(dry.status()).as(dry.errors()).isZero();
            assertThat(dry.output()).contains("install moderation", "switch off campaigns", "hold search", "set org");
            assertThat(state(suite, "campaigns")).isEqualTo("available");

            Ended done = apply(home, file);
            assertThat(done.status()).as(done.errors()).isZero();
            assertThat(state(suite, "campaigns")).isEqualTo("off");
            assertThat(state(suite, "moderation")).isEqualTo("running");
            assertThat(plugin(suite, "search").get("held").booleanValue()).isTrue();
            assertThat(plugin(suite, "moderation").get("without").toString()).contains(part);
            assertThat(suite.admin()
                            .get("/api/v1/settings/org.allmende.identity.Membership")
                            .json()
                            .get("values")
                            .isEmpty())
                    .as("what the file does not name is at its default")
                    .isTrue();
            assertThat(apply(home, file).output()).contains("All is as the file says.");
            String exported = suite.admin().get("/api/v1/deployment").good().body();
            assertThat(apply(home, exported).output()).contains("All is as the file says.");
        }
        try (Allmende suite = Allmende.start(home)) {
            assertThat(state(suite, "campaigns")).isEqualTo("off");
            assertThat(suite.anonymous().get("/").body()).contains("The Applied Commons");

            String broken =
                    "{\"features\": {\"search\": \"9.9.9\"}, \"settings\": {\"org.allmende.web.Site\": {\"nam\": 1}}}";
            Ended refused = apply(home, broken);
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.errors()).contains("There is no version 9.9.9 of search", "nam ", "Nothing was changed");
            assertThat(state(suite, "moderation")).isEqualTo("running");
            String noSecret = "{\"features\": {}, \"settings\": {\"org.elsewhere.Mail\":"
                    + " {\"password\": \"${env:ALLMENDE_NO_SUCH}\"}}}";
            assertThat(apply(home, noSecret).errors())
                    .as("what a setting refers to is looked for, whoever reads it")
                    .contains("org.elsewhere.Mail: password refers to ${env:ALLMENDE_NO_SUCH}", "Nothing was changed");
            Ended unread = apply(
                    home,
                    noSecret.replace("${env:ALLMENDE_NO_SUCH}", "x").replace("{}", "{\"search\": {}}"),
                    "--dry-run");
            assertThat(unread.output()).contains("org.elsewhere.Mail", "nothing that runs reads it yet");

            suite.admin()
                    .put(
                            "/api/v1/settings/org.allmende.localization.ReaderChoice",
                            Map.of("values", Map.of("language", "de")))
                    .good();
            Ended done = apply(home, "{\"features\": {\"search\": {}}}");
            assertThat(done.status()).as(done.errors()).isZero();
            assertThat(state(suite, "moderation")).isEqualTo("available");
            assertThat(plugin(suite, "search").get("held").booleanValue()).isFalse();
            assertThat(suite.anonymous().get("/").body())
                    .as("settings that the file is silent about stay")
                    .contains("The Applied Commons");
            String bare = "{\"features\": {\"search\": {}}, \"settings\": {}}";
            Ended reset = apply(home, bare);
            assertThat(reset.status())
                    .as("also what nothing reads any more: " + reset.errors())
                    .isZero();
            assertThat(apply(home, bare).output()).contains("All is as the file says.");
        }
    }

    /** The name of a part that the rest of moderation does not need. */
    private static String moderationPart(Allmende suite, Path home) {
        assertThat(Allmende.run("plugins", "install", "moderation", "--home", home.toString())
                        .status())
                .isZero();
        for (JsonNode part :
                suite.admin().get("/api/v1/plugins/moderation/parts").json().get("items")) {
            if (part.get("offers").toString().contains("Panel")) {
                assertThat(Allmende.run("plugins", "remove", "moderation", "--home", home.toString())
                                .status())
                        .isZero();
                return part.get("name").stringValue();
            }
        }
        throw new AssertionError("moderation has no panel");
    }

    private static JsonNode plugin(Allmende suite, String id) {
        return suite.admin().get("/api/v1/plugins/" + id).good().json();
    }

    private static String state(Allmende suite, String id) {
        return plugin(suite, id).get("state").stringValue();
    }
}
