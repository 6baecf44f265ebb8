/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long a start takes, from the command to the line that says it is ready, on a fresh home and on a filled one; and what
 * is resident after an import and a thousand page views. Every start is a new process; the files of the distribution are
 * in the system's cache.
 */
public final class StartBench implements Benchmark {

    private static final int VIEWS = 1_000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String usage() {
        return "--runs 7 --posts 7370 [--archive FILE | --sample PATHS --seed 1]";
    }

    @Override
    public Map<String, Object> run(Options options) throws Exception {
        Path work = Suite.freshHome("start-work");
        int runs = options.number("runs", 7);
        Map<String, Object> result = new LinkedHashMap<>();
        // The first start of all may make an AOT cache or fill the system's; it is not counted.
        try (Suite first = new Suite(Bench.distribution(), Suite.freshHome("start-first")).start()) {
            result.put("veryFirstMillis", first.readyMillis());
        }
        List<Double> fresh = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            try (Suite suite = new Suite(Bench.distribution(), Suite.freshHome("start-fresh")).start()) {
                fresh.add((double) suite.readyMillis());
                System.out.printf("fresh home, run %d: ready after %d ms%n", i + 1, suite.readyMillis());
            }
        }
        Path home = Suite.freshHome("start");
        try (Suite suite = new Suite(Bench.distribution(), home).start()) {
            Filled.Imported imported = Filled.into(suite, Filled.archive(options, work, 7_370));
            result.put("importedPosts", imported.posts());
            result.put("importedPerSecond", imported.perSecond());
            result.put("importSaid", imported.said());
            result.put("residentAfterImportMegabytes", suite.residentKilobytes() / 1024);
            List<String> pages = Filled.topicPages(suite, VIEWS);
            Wire guest = new Wire(suite.address("/"));
            for (int i = 0; i < VIEWS; i++) {
                guest.get(pages.get(i % pages.size()));
            }
            result.put("residentMegabytes", suite.residentKilobytes() / 1024);
        }
        List<Double> filled = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            try (Suite suite = new Suite(Bench.distribution(), home).start()) {
                filled.add((double) suite.readyMillis());
                System.out.printf("filled home, run %d: ready after %d ms%n", i + 1, suite.readyMillis());
            }
        }
        result.put("freshMillis", fresh);
        result.put("filledMillis", filled);
        result.put("freshMedianMillis", Filled.median(fresh));
        result.put("filledMedianMillis", Filled.median(filled));
        System.out.printf(
                "ready after %.0f ms on a fresh home, %.0f ms on a filled one; %s MB resident after the import and %d page"
                        + " views (to be below 300)%n",
                Filled.median(fresh), Filled.median(filled), result.get("residentMegabytes"), VIEWS);
        return result;
    }
}
