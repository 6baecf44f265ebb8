/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.allmende.lib.languages.LanguageTable;

/**
 * How often the language of single words, pairs of words and sentences is found, and how fast. The data is a folder with
 * {@code single-words}, {@code word-pairs} and {@code sentences}, each with a file {@code XX.txt} a language, as in Lingua's
 * own evaluation; it is not part of the project.
 */
public final class LanguageBench implements Benchmark {

    private static final List<String> KINDS = List.of("single-words", "word-pairs", "sentences");
    private static final int BINS = 10;

    @Override
    public String name() {
        return "language";
    }

    @Override
    public String usage() {
        return "how often the language of a text is found: --data FOLDER";
    }

    @Override
    public Map<String, Object> run(Options options) throws IOException {
        if (!options.has("data")) {
            System.out.println("skipped: name the folder with the sentences by --data FOLDER");
            return Map.of("skipped", true);
        }
        Path data = options.path("data", Path.of("."));
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long start = System.nanoTime();
        LanguageTable table = LanguageTable.load();
        long loadMillis = (System.nanoTime() - start) / 1_000_000;
        System.gc();
        long heapMiB = (runtime.totalMemory() - runtime.freeMemory() - before) >> 20;
        System.out.printf("loaded in %d ms, %d MiB of heap%n%n", loadMillis, heapMiB);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("loadMillis", loadMillis);
        result.put("heapMiB", heapMiB);
        System.out.printf(
                "%-14s %8s %8s %8s %10s %8s %12s%n", "", "own %", "all %", "German %", "unknown %", "off", "texts/s");
        for (String kind : KINDS) {
            result.put(kind, kind(table, data.resolve(kind), kind));
        }
        return result;
    }

    private static Map<String, Object> kind(LanguageTable table, Path folder, String kind) throws IOException {
        Map<String, List<String>> texts = texts(folder);
        texts.values().forEach(some -> some.forEach(table::guess)); // once to warm up
        Map<String, Double> right = new TreeMap<>();
        int[] guesses = new int[BINS];
        double[] claimed = new double[BINS];
        int[] hits = new int[BINS];
        int unknown = 0;
        int all = 0;
        long start = System.nanoTime();
        for (Map.Entry<String, List<String>> language : texts.entrySet()) {
            int found = 0;
            for (String text : language.getValue()) {
                LanguageTable.Guess guess = table.guess(text);
                boolean hit = guess.language().equals(language.getKey());
                found += hit ? 1 : 0;
                unknown += guess.language().equals("und") ? 1 : 0;
                all++;
                int bin = (int) Math.min(BINS - 1, guess.confidence() * BINS);
                guesses[bin]++;
                claimed[bin] += guess.confidence();
                hits[bin] += hit ? 1 : 0;
            }
            right.put(language.getKey(), 100.0 * found / language.getValue().size());
        }
        double perSecond = all / ((System.nanoTime() - start) / 1e9);
        double mean = right.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
        double own = right.entrySet().stream()
                .filter(language -> table.languages().contains(language.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .average()
                .orElse(0);
        double off = 0; // how far the confidence lies from how often it is right, on average
        for (int i = 0; i < BINS; i++) {
            off += Math.abs(claimed[i] - hits[i]) / all;
        }
        System.out.printf(
                "%-14s %8.1f %8.1f %8.1f %10.1f %8.3f %12.0f%n",
                kind, own, mean, right.getOrDefault("de", 0.0), 100.0 * unknown / all, off, perSecond);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("rightPercent", own);
        result.put("rightPercentOfAllInTheFiles", mean);
        result.put("unknownPercent", 100.0 * unknown / all);
        result.put("confidenceOff", off);
        result.put("textsPerSecond", perSecond);
        result.put("languages", right);
        return result;
    }

    private static Map<String, List<String>> texts(Path folder) throws IOException {
        Map<String, List<String>> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : new ArrayList<>(files.toList())) {
                String language = file.getFileName().toString().replace(".txt", "");
                texts.put(
                        language,
                        Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                                .filter(line -> !line.isBlank())
                                .toList());
            }
        }
        return texts;
    }
}
