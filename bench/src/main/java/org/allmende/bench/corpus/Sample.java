/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Learns from data given by path: a forum archive ({@code *.ndjson}: lengths of posts and threads, how unevenly members
 * write, and words of the language said) or plain sentences ({@code XX.txt}, or a folder of them, named by language).
 */
final class Sample {

    private final Map<String, List<String>> texts = new HashMap<>();
    private final List<Integer> words = new ArrayList<>();
    private final List<Integer> openings = new ArrayList<>();
    private final Map<String, Integer> replies = new HashMap<>();
    private final Map<String, Integer> written = new HashMap<>();

    /** @param language of archives, which do not say it */
    Sample read(Path path, String language) throws IOException {
        if (Files.isDirectory(path)) {
            try (var files = Files.list(path)) {
                for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                    String name = file.getFileName().toString();
                    if (name.matches("[a-z]{2}\\.txt")) {
                        sentences(file, name.substring(0, 2));
                    }
                }
            }
        } else if (path.toString().endsWith(".txt")) {
            sentences(path, path.getFileName().toString().substring(0, 2));
        } else {
            archive(path, language);
        }
        return this;
    }

    private void sentences(Path file, String language) throws IOException {
        if (Corpus.LANGUAGES.contains(language)) {
            texts.computeIfAbsent(language, l -> new ArrayList<>())
                    .addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
        }
    }

    private void archive(Path file, String language) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        List<String> into = texts.computeIfAbsent(language, l -> new ArrayList<>());
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode item = json.readTree(line);
                String type = item.path("type").asString("");
                if (!type.equals("topic") && !type.equals("post")) {
                    continue;
                }
                String body = item.path("body").asString("");
                into.add(body);
                written.merge(item.path("author").asString(""), 1, Integer::sum);
                int length = body.isBlank() ? 0 : body.strip().split("\\s+").length;
                if (type.equals("topic")) {
                    into.add(item.path("title").asString(""));
                    openings.add(length);
                    replies.putIfAbsent(item.path("id").asString(""), 0);
                } else {
                    words.add(length);
                    replies.merge(item.path("topic").asString(""), 1, Integer::sum);
                }
            }
        }
    }

    Speech speech(String language) {
        List<String> learned = texts.getOrDefault(language, List.of());
        return learned.isEmpty() ? new InventedSpeech(language) : LearnedSpeech.of(language, learned);
    }

    Shape shape() {
        Shape ordinary = Shape.ordinary();
        if (words.size() < 100 || replies.size() < 20) {
            return ordinary;
        }
        return new Shape(ascending(words), ascending(List.copyOf(replies.values())), ascending(openings), keenness());
    }

    private static int[] ascending(List<Integer> values) {
        int[] sorted = values.stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    /** So that the keenest tenth writes as large a part as in the sample: members are drawn by {@code share^keenness}. */
    private double keenness() {
        int[] counts = ascending(List.copyOf(written.values()));
        long all = Arrays.stream(counts).asLongStream().sum();
        long top = 0;
        for (int i = counts.length - Math.max(1, counts.length / 10); i < counts.length; i++) {
            top += counts[i];
        }
        double part = Math.clamp((double) top / all, 0.15, 0.9);
        return Math.log(0.1) / Math.log(part);
    }
}
