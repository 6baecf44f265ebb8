/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A small community as a forum archive: five members, three spaces, ten topics, two of them in German, long threads and short. */
final class Archive {

    private static final List<String> MEMBERS = List.of("Ada", "Björn", "Chidi", "Dana", "Émile");
    private static final List<String[]> TOPICS = List.of(
            new String[] {
                "Garden",
                "What eats my lettuce at night?",
                "Every morning another head is gone. Slugs, or something larger?"
            },
            new String[] {
                "Garden",
                "Schnecken im Hochbeet",
                "Sie haben in einer Nacht alle Salatpflanzen aufgefressen. Was hilft wirklich dagegen?"
            },
            new String[] {
                "Garden",
                "Sharing a shredder",
                "Does anybody want to share a **shredder** this autumn? I would pay half of it."
            },
            new String[] {
                "Visas and permits",
                "How long does a family visa take?",
                "We applied six weeks ago and have heard nothing. Is that normal?"
            },
            new String[] {
                "Visas and permits", "Transit without a visa", "Is a transit visa needed for a stop of nine hours?"
            },
            new String[] {
                "Visas and permits",
                "Wohnungsgeberbestätigung",
                "Wer kann mir sagen, wo ich das Formular für die Anmeldung bekomme?"
            },
            new String[] {
                "Market", "For sale: cargo bike", "Three years old, new brakes, no motor. 900, to be collected."
            },
            new String[] {"Market", "Wanted: canoe for a weekend", "Two adults and a dog. We bring it back clean."},
            new String[] {"Market", "Free: moving boxes", "Thirty boxes, most of them without holes."},
            new String[] {"Market", "Who repairs sewing machines?", "An old one from the fifties, the belt slips."});
    private static final List<String> ANSWERS = List.of(
            "Copper tape around the bed has helped here, at least for a summer.",
            "> at least for a summer\n\nAnd then? Ours was useless after the first rain.",
            "Go out with a torch at eleven. You will see them.",
            "Das würde mich auch interessieren, bei uns ist es genauso schlimm.",
            "It took **eight weeks** for us. Call them on Tuesdays, before ten.",
            "Thank you, that helped!");

    private Archive() {}

    static Path write(Path file) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (int i = 0; i < MEMBERS.size(); i++) {
            lines.add(line("member", "m" + i, Map.of("name", MEMBERS.get(i))));
        }
        Instant time = Instant.parse("2026-03-01T08:00:00Z");
        int posts = 0;
        for (int t = 0; t < TOPICS.size(); t++) {
            String[] topic = TOPICS.get(t);
            time = time.plusSeconds(7_000);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("space", topic[0]);
            fields.put("title", topic[1]);
            fields.put("author", "m" + t % MEMBERS.size());
            fields.put("created", time.toString());
            fields.put("body", topic[2]);
            lines.add(line("topic", "t" + t, fields));
            int answers = t == 0 ? 40 : t % 4;
            for (int a = 0; a < answers; a++) {
                time = time.plusSeconds(600);
                Map<String, Object> answer = new LinkedHashMap<>();
                answer.put("topic", "t" + t);
                answer.put("author", "m" + (t + a + 1) % MEMBERS.size());
                answer.put("created", time.toString());
                answer.put("body", ANSWERS.get(a % ANSWERS.size()));
                lines.add(line("post", "p" + posts++, answer));
            }
        }
        try {
            return Files.write(
                    file,
                    lines.stream().map(JsonMapper.shared()::writeValueAsString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> line(String type, String id, Map<String, Object> fields) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", type);
        line.put("id", id);
        line.putAll(fields);
        return line;
    }
}
