/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.member.Viewer;
import org.allmende.api.text.LanguageDetector;
import org.allmende.api.text.Languages;
import org.allmende.api.text.Markup;
import org.allmende.api.web.Html;

/** An index over a {@link Village}, and a cursor that hands it what happens, as the runtime would. */
final class Desk implements AutoCloseable {

    static final Settings SETTINGS = new Settings() {
        @Override
        public Class<? extends java.lang.annotation.Annotation> annotationType() {
            return Settings.class;
        }

        @Override
        public int commit() {
            return 60_000;
        }

        @Override
        public int refresh() {
            return 0;
        }

        @Override
        public int buffer() {
            return 4;
        }

        @Override
        public String language() {
            return "en";
        }
    };

    private static final Markup PLAIN = new Markup() {
        @Override
        public Html html(String markdown) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String plain(String markdown, int limit) {
            return markdown.replaceAll("\\s+", " ").strip();
        }
    };

    final Village village;
    final PostIndex index;
    final Finder finder;
    private long cursor;

    Desk(Path folder, Village village) throws IOException, InterruptedException {
        this(folder, village, SETTINGS);
    }

    Desk(Path folder, Village village, Settings settings) throws IOException, InterruptedException {
        this.village = village;
        this.index =
                new PostIndex(folder, village, village, new Languages() {}, new LanguageDetector() {}, PLAIN, settings);
        this.finder = new Finder(index, village, village);
        if (!index.settled(Duration.ofSeconds(20))) {
            throw new IllegalStateException("the index was not built in 20 s");
        }
        this.cursor = index.safeUpTo();
    }

    /** Hands over all that has happened. */
    Desk follow() throws Exception {
        List<Event> batch = village.after(cursor, 100);
        while (!batch.isEmpty()) {
            index.follow(batch);
            cursor = batch.getLast().offset();
            batch = village.after(cursor, 100);
        }
        return this;
    }

    Finder.Answer ask(Viewer viewer, String text) {
        return finder.find(new Finder.Question(text, viewer, Optional.empty(), 1000, 0, true, true));
    }

    List<Ref> find(String text) {
        return find(Village.guest(), text);
    }

    List<Ref> find(Viewer viewer, String text) {
        return ask(viewer, text).hits().stream().map(Finder.Hit::post).toList();
    }

    /** All that there is to say of what is in the index. */
    List<String> content() {
        return index.read(searcher -> {
            List<String> all = new ArrayList<>();
            for (var leaf : searcher.getIndexReader().leaves()) {
                for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
                    if (leaf.reader().getLiveDocs() == null
                            || leaf.reader().getLiveDocs().get(doc)) {
                        all.add(leaf.reader().storedFields().document(doc).getFields().stream()
                                .map(field -> field.name() + "=" + field.stringValue())
                                .toList()
                                .toString());
                    }
                }
            }
            all.sort(null);
            return all;
        });
    }

    @Override
    public void close() throws IOException {
        index.close();
    }
}
