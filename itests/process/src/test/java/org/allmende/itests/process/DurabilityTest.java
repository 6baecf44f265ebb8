/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.allmende.itests.support.Forum;
import org.allmende.testkit.runtime.Allmende;
import org.allmende.testkit.runtime.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was answered with 2xx is on disk: after kill -9, and as the system calls show. */
@Timeout(240)
class DurabilityTest {

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedPostIsThereOnceAfterAKill() throws InterruptedException {
        Path home = directory.resolve("home");
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        String topic;
        try (Allmende suite = Allmende.start(home)) {
            topic = new Forum(suite.admin()).topic("Garden", "Slugs", "They ate it all.");
            CountDownLatch enough = new CountDownLatch(100);
            try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int writer = 0; writer < 4; writer++) {
                    String name = "w" + writer;
                    writers.submit(() -> write(suite.admin(), topic, name, acknowledged, enough));
                }
                assertThat(enough.await(120, TimeUnit.SECONDS))
                        .as("100 posts were answered")
                        .isTrue();
                assertThat(suite.kill().status()).isEqualTo(137);
            }
        }
        try (Allmende suite = Allmende.start(home)) {
            List<String> kept = new Forum(suite.admin()).bodies(topic);
            assertThat(kept).doesNotHaveDuplicates().containsAll(acknowledged);
        }
    }

    /** Writes until the suite is gone. */
    private static void write(
            Client client, String topic, String name, Set<String> acknowledged, CountDownLatch enough) {
        for (int number = 0; ; number++) {
            String body = "post " + name + "-" + number;
            try {
                if (client.post("/api/v1/topics/" + topic + "/posts", Map.of("body", body))
                                        .status()
                                / 100
                        == 2) {
                    acknowledged.add(body);
                    enough.countDown();
                }
            } catch (RuntimeException gone) {
                return;
            }
        }
    }

    @Test
    void aPostIsSyncedToDiskBeforeItIsAnswered() throws IOException {
        boolean present = Files.isExecutable(Path.of("/usr/bin/strace"));
        assumeTrue(present || System.getenv("CI") != null, "strace is not installed");
        Path trace = directory.resolve("trace");
        List<String> strace = List.of(
                "strace",
                "-D",
                "-f",
                "--seccomp-bpf",
                "-s",
                "400",
                "-e",
                "trace=read,recvfrom,write,writev,sendto,fdatasync,fsync",
                "-o",
                trace.toString());
        try (Allmende suite = Allmende.start(strace, Map.of(), directory.resolve("home"))) {
            String topic = new Forum(suite.admin()).topic("Garden", "Slugs", "They ate it all.");
            suite.admin()
                    .post("/api/v1/topics/" + topic + "/posts", Map.of("body", "marked by a unique word: Quittenmus"))
                    .good();
        }
        assertThat(between(Files.readAllLines(trace), "Quittenmus", "HTTP/1.1 201"))
                .as("system calls between the post's arrival and its answer")
                .anyMatch(line -> line.contains("fdatasync(") || line.contains("fsync("));
    }

    private static List<String> between(List<String> lines, String first, String last) {
        List<String> between = new ArrayList<>();
        boolean begun = false;
        for (String line : lines) {
            if (begun && line.contains(last)) {
                return between;
            }
            begun |= line.contains(first);
            if (begun) {
                between.add(line);
            }
        }
        throw new AssertionError("the trace has no " + (begun ? last : first));
    }
}
