/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.problem.Problem;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.journal.JsonLine;

/**
 * What a site has: the document that its keys sign.
 *
 * @param name what the site calls itself
 * @param serial grows with each signing; an older one is not taken for newer
 * @param expires after that it is not believed any more: whoever keeps us from newer ones does not keep us on old ones for ever
 */
public record Listing(
        String name, long serial, Instant made, Instant expires, List<Entry> entries, List<Warning> warnings) {

    static final String TYPE = "application/vnd.allmende.catalogue+json";

    /** Where a site has it. */
    static final String FILE = "catalogue.json";

    public Listing {
        entries = List.copyOf(entries);
        warnings = List.copyOf(warnings);
    }

    static Listing read(String file, Envelope envelope) {
        if (!envelope.type().equals(TYPE)) {
            throw Problem.invalid(file, "is a " + envelope.type() + ", not the catalogue of a site")
                    .asException();
        }
        return read(StrictJson.object(file, envelope.document(), Envelope.LARGEST));
    }

    static Listing read(StrictJson.Node root) {
        List<Entry> entries =
                root.needed("features").list().stream().map(Entry::read).toList();
        Set<String> seen = new HashSet<>();
        root.needed("features").list().forEach(node -> {
            String name =
                    node.needed("id").text() + " " + node.needed("version").text();
            if (!seen.add(name)) {
                throw node.problem(name + " is named twice");
            }
        });
        return new Listing(
                root.needed("name").text(),
                root.needed("serial").number(),
                Times.read(root.needed("made")),
                Times.read(root.needed("expires")),
                entries,
                root.field("warnings")
                        .map(all -> all.list().stream().map(Warning::read).toList())
                        .orElse(List.of()));
    }

    byte[] json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("serial", serial);
        fields.put("made", made.toString());
        fields.put("expires", expires.toString());
        fields.put("features", entries.stream().map(Entry::json).toList());
        fields.put("warnings", warnings.stream().map(Warning::json).toList());
        return JsonLine.of(fields);
    }

    public Optional<Entry> find(String id, String version) {
        return entries.stream()
                .filter(entry -> entry.id().equals(id) && entry.version().equals(version))
                .findFirst();
    }
}
