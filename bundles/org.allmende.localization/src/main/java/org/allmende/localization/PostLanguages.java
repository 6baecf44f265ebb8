/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allmende.api.content.Ref;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.text.Languages;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Which language each post was found to be in; one query for a page of posts. Thread-safe. */
@Component(service = {Languages.class, PostLanguages.class})
public final class PostLanguages implements Languages {

    private static final String FIND =
            "SELECT ref, language FROM localization_post WHERE language <> 'und' AND ref IN (SELECT value FROM json_each(?))";

    private final Store store;

    @Activate
    public PostLanguages(@Reference Store store) {
        this.store = store;
    }

    @Override
    public Map<Ref, Locale> of(List<Ref> posts) {
        if (posts.isEmpty()) {
            return Map.of();
        }
        Map<Ref, Locale> found = new HashMap<>();
        store.read(reader -> reader.list(
                        Statement.of(FIND, array(posts)),
                        row -> Map.entry(Ref.parse(row.text("ref")), Locale.forLanguageTag(row.text("language")))))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** References as one parameter. */
    static String array(Collection<Ref> refs) {
        StringBuilder array = new StringBuilder("[");
        for (Ref ref : refs) {
            array.append(array.length() > 1 ? "," : "").append('"');
            ref.toString().chars().forEach(c -> {
                if (c == '"' || c == '\\' || c < 0x20) {
                    array.append(String.format("\\u%04x", c));
                } else {
                    array.append((char) c);
                }
            });
            array.append('"');
        }
        return array.append(']').toString();
    }
}
