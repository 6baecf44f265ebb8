/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A {@link Load} under way on a suite. For one thread. */
final class LoadProcess {

    private static final int WARM_UP_SECONDS = 20;

    private final Process process;
    private final Path file;
    private final String what;

    private LoadProcess(Process process, Path file, String what) {
        this.process = process;
        this.file = file;
        this.what = what;
    }

    static LoadProcess begin(Suite suite, int reads, int writes, int seconds, String what) throws IOException {
        Path file = suite.home().resolveSibling(what + ".json");
        Files.deleteIfExists(file);
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        // It shares the processors with what it measures: compile little, and at once.
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Load.class.getName(),
                        suite.address("/").toString(),
                        Suite.PASSWORD,
                        String.valueOf(reads),
                        String.valueOf(writes),
                        String.valueOf(seconds),
                        String.valueOf(System.nanoTime()),
                        file.toString())
                .inheritIO()
                .start();
        return new LoadProcess(process, file, what);
    }

    /** A quarter, half, then all of the load for a minute: a virtual machine that just started compiles what it is asked for. */
    static void warmUp(Suite suite, int reads, int writes, Set<String> accepted) throws Exception {
        for (int parts : new int[] {4, 2, 1, 1, 1}) {
            begin(suite, reads / parts, writes / parts, WARM_UP_SECONDS, "warm-up-" + parts)
                    .finished(accepted);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits for its end and says what it saw.
     *
     * @param accepted takes in the marks of the posts that were answered 2xx
     */
    Map<String, Object> finished(Set<String> accepted) throws Exception {
        if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException("the load process failed");
        }
        JsonNode seen = Client.JSON.readTree(file.toFile());
        seen.get("accepted").propertyNames().forEach(accepted::add);
        @SuppressWarnings("unchecked")
        Map<String, Object> plain = Client.JSON.convertValue(seen, Map.class);
        plain.remove("accepted");
        System.out.printf(
                "%s: %s requests, %s failed, reads p50 %s p99 %s ms, posts p50 %s p99 %s ms%n",
                what,
                plain.get("requests"),
                plain.get("failed"),
                seen.get("reads").get("p50ms"),
                seen.get("reads").get("p99ms"),
                seen.get("posts").get("p50ms"),
                seen.get("posts").get("p99ms"));
        if (((Number) plain.get("failed")).longValue() > 0) {
            System.out.println("  " + plain.get("failures") + "\n  " + plain.get("examples"));
        }
        return plain;
    }
}
