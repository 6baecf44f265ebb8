/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.allmende.bench.corpus.Corpus;

/** A suite with content: what was imported, how fast, and the pages to read. */
final class Filled {

    private Filled() {}

    /** How an import went. */
    record Imported(long posts, double seconds, String said) {
        long perSecond() {
            return Math.round(posts / seconds);
        }
    }

    /** The archive given by {@code --archive}, else a made one of {@code --posts} posts. */
    static Path archive(Options options, Path work, int posts) throws Exception {
        if (options.has("archive")) {
            return options.path("archive", work).toAbsolutePath();
        }
        Path archive = work.resolve("corpus.ndjson");
        List<Path> samples = Stream.of(options.text("sample", "").split(","))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .toList();
        Corpus.write(archive, options.number("posts", posts), options.number("seed", 1), samples, "en");
        return archive;
    }

    static Imported into(Suite suite, Path archive) throws Exception {
        long posts;
        try (Stream<String> lines = Files.lines(archive)) {
            posts = lines.filter(line -> !line.contains("\"member\"") && !line.contains("\"type\":\"space\""))
                    .count();
        }
        long begun = System.nanoTime();
        Suite.Said said = suite.say("import", archive.toString());
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (said.status() != 0) {
            throw new IllegalStateException("the import failed: " + said.out());
        }
        return new Imported(posts, seconds, said.out());
    }

    /** Paths of topic pages, of at most {@code most} topics from all spaces. */
    static List<String> topicPages(Suite suite, int most) throws Exception {
        Client admin = new Client(suite.address("/"), "admin", Suite.PASSWORD);
        List<List<String>> spaces = new ArrayList<>();
        for (String space : ids(admin, "/api/v1/spaces", Integer.MAX_VALUE)) {
            spaces.add(ids(admin, "/api/v1/spaces/" + space + "/topics", most));
        }
        List<String> pages = new ArrayList<>();
        for (int i = 0; pages.size() < most && i < most; i++) {
            for (List<String> topics : spaces) {
                if (i < topics.size()) {
                    pages.add("/t/" + topics.get(i));
                }
            }
        }
        // Guests read: what lies in private spaces is not for them.
        Wire guest = new Wire(suite.address("/"));
        List<String> open = new ArrayList<>();
        for (String page : pages) {
            if (guest.get(page) == 200) {
                open.add(page);
            }
        }
        if (open.isEmpty()) {
            throw new IllegalStateException("there is no topic that a guest may read");
        }
        return open;
    }

    private static List<String> ids(Client client, String path, int most) throws Exception {
        return client.items(path, most).stream()
                .map(item -> item.get("id").asString())
                .toList();
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length == 0 ? 0 : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
