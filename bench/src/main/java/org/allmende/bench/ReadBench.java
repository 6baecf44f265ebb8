/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * How fast topic pages come, at 300 a second from another process, as guests see them, all features installed. The figures of
 * a run are its own; the answer is the median over runs.
 */
public final class ReadBench implements Benchmark {

    @Override
    public String name() {
        return "read";
    }

    @Override
    public String usage() {
        return "--posts 20000 --rate 300 --seconds 30 --warmup 30 --runs 5 [--archive FILE | --sample PATHS --seed 1]";
    }

    @Override
    public Map<String, Object> run(Options options) throws Exception {
        Path work = Suite.freshHome("read-work");
        Path home = Suite.freshHome("read");
        Map<String, Object> result = new LinkedHashMap<>();
        try (Suite suite = new Suite(Bench.distribution(), home).start()) {
            Filled.Imported imported = Filled.into(suite, Filled.archive(options, work, 20_000));
            result.put("importedPosts", imported.posts());
            result.put("importedPerSecond", imported.perSecond());
            result.put("importSaid", imported.said());
            List<String> pages = Filled.topicPages(suite, options.number("pages", 2_000));
            Path paths = work.resolve("paths.txt");
            Files.write(paths, pages);
            result.put("pages", pages.size());
            int rate = options.number("rate", 300);
            load(suite, work, paths, rate, options.number("warmup", 30), 0);
            List<Map<String, Object>> runs = new ArrayList<>();
            for (int i = 1; i <= options.number("runs", 5); i++) {
                Map<String, Object> seen = load(suite, work, paths, rate, options.number("seconds", 30), i);
                runs.add(seen);
                System.out.printf(
                        "run %d: %s requests at %.0f/s, %s failed, p50 %s, p99 %s, max %s ms%n",
                        i,
                        seen.get("requests"),
                        (Double) seen.get("perSecond"),
                        seen.get("failed"),
                        seen.get("p50ms"),
                        seen.get("p99ms"),
                        seen.get("maxms"));
            }
            result.put("runs", runs);
            for (String figure : List.of("p50ms", "p90ms", "p99ms", "p999ms")) {
                result.put(
                        figure,
                        Filled.median(runs.stream()
                                .map(run -> (Double) run.get(figure))
                                .toList()));
            }
            result.put(
                    "failed",
                    runs.stream()
                            .mapToLong(run -> ((Number) run.get("failed")).longValue())
                            .sum());
            result.put("residentMegabytes", suite.residentKilobytes() / 1024);
        }
        System.out.printf(
                "topic page: p50 %s ms (to be below 10), p99 %s ms (below 50), %s failed; import %s posts/s%n",
                result.get("p50ms"), result.get("p99ms"), result.get("failed"), result.get("importedPerSecond"));
        return result;
    }

    private static Map<String, Object> load(Suite suite, Path work, Path paths, int rate, int seconds, int seed)
            throws Exception {
        Path file = work.resolve("seen-" + seed + ".json");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadLoad.class.getName(),
                        suite.address("/").toString(),
                        paths.toString(),
                        String.valueOf(rate),
                        String.valueOf(seconds),
                        String.valueOf(seed),
                        file.toString())
                .inheritIO()
                .start();
        if (!process.waitFor(seconds + 120L, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the load did not end in time");
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("the load process failed");
        }
        JsonNode seen = Client.JSON.readTree(file.toFile());
        @SuppressWarnings("unchecked")
        Map<String, Object> plain = Client.JSON.convertValue(seen, Map.class);
        return plain;
    }
}
