/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** A plain archive of some thousand posts for benchmarks that need content but not its nature. The same for the same seed. */
final class SmallCorpus {

    private static final String[] WORDS =
            ("the a of and to in for is on with we have been school rent car house children street city water road"
                            + " office summer price month doctor phone market friend family train ticket bread morning"
                            + " evening question answer permit weather garden window teacher lesson bicycle holiday")
                    .split(" ");
    private static final int REPLIES = 9;

    private SmallCorpus() {}

    static void write(Path file, int posts, long seed) throws IOException {
        Random random = new Random(seed);
        int topics = Math.max(1, posts / REPLIES);
        int members = Math.max(10, posts / 10);
        Instant time = Instant.parse("2025-01-01T00:00:00Z");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < members; i++) {
                line(out, "member", "id", "M" + i, "name", "member" + i);
            }
            for (int i = 0; i < topics; i++) {
                time = time.plusSeconds(random.nextInt(600));
                line(
                        out,
                        "topic",
                        "id",
                        "T" + i,
                        "space",
                        "Space " + i % 12,
                        "title",
                        text(random, 6),
                        "author",
                        "M" + random.nextInt(members),
                        "created",
                        time.toString(),
                        "body",
                        text(random, 50));
            }
            for (int i = 0; i < posts - topics; i++) {
                time = time.plusSeconds(random.nextInt(600));
                line(
                        out,
                        "post",
                        "id",
                        "P" + i,
                        "topic",
                        "T" + random.nextInt(topics),
                        "author",
                        "M" + random.nextInt(members),
                        "created",
                        time.toString(),
                        "body",
                        text(random, 40));
            }
        }
    }

    private static void line(BufferedWriter out, String type, String... pairs) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("type", type);
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i], pairs[i + 1]);
        }
        out.write(Client.JSON.writeValueAsString(fields));
        out.newLine();
    }

    private static String text(Random random, int about) {
        StringBuilder text = new StringBuilder();
        for (int i = about / 2 + random.nextInt(about); i >= 0; i--) {
            // The smaller of two draws makes some words frequent and most rare.
            int word = Math.min(random.nextInt(WORDS.length), random.nextInt(WORDS.length));
            text.append(WORDS[word]).append(i == 0 ? "." : " ");
        }
        return text.toString();
    }
}
