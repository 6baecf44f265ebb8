/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allmende.itests.support.Await;
import org.allmende.itests.support.Forum;
import org.allmende.testkit.runtime.Allmende;
import org.allmende.testkit.runtime.Allmende.Ended;
import org.allmende.testkit.runtime.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room, under the whole program: nothing is acknowledged that is not kept, and it goes on when there is room. */
@Timeout(240)
class FullDiskTest {

    @TempDir
    Path directory;

    private Path disk;

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
        }
    }

    @Test
    void nothingIsAcknowledgedWithoutRoomAndAllGoesOnWithIt() throws Exception {
        Path home = small().resolve("home");
        List<String> acknowledged = new ArrayList<>();
        String topic;
        try (Allmende suite = Allmende.start(home)) {
            Client admin = suite.admin();
            topic = new Forum(admin).topic("Garden", "Slugs", "They ate it all.");
            Path filler = fill();

            Client.Answer refused = write(admin, topic, "without room", acknowledged);
            for (int i = 0; refused.status() == 201 && i < 500; i++) {
                // the log of the store may have had a little room left
                refused = write(admin, topic, "with the last room " + i, acknowledged);
            }
            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).contains("problem", "503");
            assertThat(admin.get("/api/v1/topics/" + topic + "/posts").status())
                    .as("reading")
                    .isEqualTo(200);
            assertThat(suite.errors()).contains("full").contains("Cure");

            Files.delete(filler);
            Await.until(
                    "a post is kept",
                    () -> write(admin, topic, "with room again", acknowledged).status(),
                    201);
        }
        try (Allmende suite = Allmende.start(home)) {
            assertThat(new Forum(suite.admin()).bodies(topic))
                    .doesNotHaveDuplicates()
                    .containsAll(acknowledged)
                    .doesNotContain("without room");
        }
    }

    /** What a site has can't be fetched onto it: that is told, nothing changes, and it can be when there is room. */
    @Test
    void nothingIsFetchedWithoutRoom() throws Exception {
        SignedSite site = new SignedSite(directory.resolve("owner"));
        site.publish("1.0.0");
        Path home = small().resolve("home");
        try (Allmende suite = Allmende.start(home, "--features", "none")) {
            site.trust(home);
            Path filler = fill();
            // Room for the journal and the audit, and none for the archive.
            try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() - (512 << 10));
            }
            Ended refused = Allmende.run("plugins", "install", "filling", "--home", home.toString());
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.errors()).contains("filling-1.0.0.zip", "No space left", "room", "Nothing was changed");
            assertThat(suite.admin()
                            .get("/api/v1/plugins/filling")
                            .json()
                            .get("state")
                            .stringValue())
                    .isEqualTo("available");

            Files.delete(filler);
            Await.until(
                    "it is installed",
                    () -> Allmende.run("plugins", "install", "filling", "--home", home.toString())
                            .status(),
                    0);
            assertThat(suite.admin()
                            .get("/api/v1/plugins/filling")
                            .json()
                            .get("state")
                            .stringValue())
                    .isEqualTo("running");
        }
    }

    private static Client.Answer write(Client client, String topic, String body, List<String> acknowledged) {
        Client.Answer answer = client.post("/api/v1/topics/" + topic + "/posts", Map.of("body", body));
        if (answer.status() == 201) {
            acknowledged.add(body);
        }
        return answer;
    }

    /** A disk of 64 MB. */
    private Path small() throws Exception {
        Path place = Files.createDirectory(directory.resolve("disk"));
        boolean mounted = System.getProperty("os.name").equals("Linux")
                && new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", place.toString())
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0;
        assumeTrue(mounted, "a small disk can be mounted by root only");
        disk = place;
        return place;
    }

    private Path fill() throws IOException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            return filler;
        }
    }
}
