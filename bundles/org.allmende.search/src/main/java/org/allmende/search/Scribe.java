/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Topic;
import org.allmende.api.event.Event;
import org.allmende.api.host.Host;
import org.allmende.api.host.Hosts;
import org.allmende.api.text.LanguageDetector;
import org.allmende.api.text.LanguageDetector.Guess;
import org.allmende.api.text.Languages;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/**
 * Writes into an index what the hosts have now of the posts that events name. An event says only that something happened:
 * the post is fetched as it is, so events that come twice, late or in another order do no harm. Thread-safe.
 */
final class Scribe {

    /** The events that change what the index holds. */
    static final Set<String> TYPES = Set.of(
            Event.POST_CREATED,
            Event.POST_EDITED,
            Event.POST_STATE,
            Event.POST_ERASED,
            Event.TOPIC_CREATED,
            Event.TOPIC_CHANGED,
            Event.MEMBER_CHANGED,
            Event.MEMBER_ERASED);

    private static final int AT_ONCE = 200;

    private final Hosts hosts;
    private final Languages languages;
    private final LanguageDetector detector;
    private final Documents documents;

    Scribe(Hosts hosts, Languages languages, LanguageDetector detector, Documents documents) {
        this.hosts = hosts;
        this.languages = languages;
        this.detector = detector;
        this.documents = documents;
    }

    /**
     * @return whether something was erased, so that it must go from the files as well
     */
    boolean write(Volume volume, List<Event> batch) throws IOException {
        Set<Ref> posts = new LinkedHashSet<>();
        Set<Ref> topics = new LinkedHashSet<>();
        Set<Ref> authors = new LinkedHashSet<>();
        boolean erased = false;
        for (Event event : batch) {
            switch (event.type()) {
                case Event.POST_CREATED, Event.POST_EDITED, Event.POST_STATE -> posts.add(event.subject());
                case Event.POST_ERASED -> {
                    posts.add(event.subject());
                    erased = true;
                }
                case Event.TOPIC_CREATED, Event.TOPIC_CHANGED -> topics.add(event.subject());
                case Event.MEMBER_CHANGED -> authors.add(event.subject());
                case Event.MEMBER_ERASED -> {
                    authors.add(event.subject());
                    erased = true;
                }
                default -> {
                    // Not what the index is about.
                }
            }
        }
        if (!topics.isEmpty() || !authors.isEmpty()) {
            volume.searchers().maybeRefreshBlocking();
            posts.addAll(known(volume, Wanted.oneOf(Fields.TOPIC, topics)));
            posts.addAll(known(volume, Wanted.oneOf(Fields.AUTHOR, authors)));
        }
        List<Ref> all = List.copyOf(posts);
        Map<Ref, Optional<Topic>> seen = new HashMap<>();
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            fetch(volume, all.subList(i, Math.min(all.size(), i + AT_ONCE)), seen);
        }
        return erased;
    }

    /** Posts as a scan found them. */
    void write(Volume volume, Collection<Host.Found> found) throws IOException {
        Map<Ref, Locale> known =
                languages.of(found.stream().map(each -> each.post().ref()).toList());
        for (Host.Found each : found) {
            put(volume, each.post(), each.topic(), known);
        }
    }

    private void fetch(Volume volume, List<Ref> refs, Map<Ref, Optional<Topic>> topics) throws IOException {
        for (Ref ref : refs) {
            if (!PostIndex.isThere(hosts, ref)) {
                // Its absence says nothing of the post: come again later.
                throw new IOException("the host of " + ref + " is not there");
            }
        }
        Map<Ref, Post> found = new HashMap<>();
        for (Post post : hosts.posts(refs)) {
            found.put(post.ref(), post);
        }
        Map<Ref, Locale> known = languages.of(List.copyOf(found.keySet()));
        for (Ref ref : refs) {
            Post post = found.get(ref);
            Optional<Topic> topic =
                    post == null ? Optional.empty() : topics.computeIfAbsent(post.topic(), hosts::topic);
            if (topic.isPresent()) {
                put(volume, post, topic.get(), known);
            } else {
                volume.writer().deleteDocuments(key(ref));
            }
        }
    }

    private void put(Volume volume, Post post, Topic topic, Map<Ref, Locale> known) throws IOException {
        Optional<Locale> language = Optional.ofNullable(known.get(post.ref())).or(() -> detect(post, topic));
        volume.writer().updateDocument(key(post.ref()), documents.of(post, topic, language));
    }

    private Optional<Locale> detect(Post post, Topic topic) {
        Guess guess = detector.detect(post.number() == 1 ? topic.title() + "\n" + post.body() : post.body());
        return guess.isKnown() ? Optional.of(guess.language()) : Optional.empty();
    }

    private static Term key(Ref post) {
        return new Term(Fields.REF, post.toString());
    }

    private static List<Ref> known(Volume volume, Query query) throws IOException {
        List<Ref> refs = new ArrayList<>();
        IndexSearcher searcher = volume.searchers().acquire();
        try {
            Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                Scorer scorer = weight.scorer(leaf);
                if (scorer == null) {
                    continue;
                }
                Bits living = leaf.reader().getLiveDocs();
                StoredFields stored = leaf.reader().storedFields();
                DocIdSetIterator matches = scorer.iterator();
                for (int doc = matches.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = matches.nextDoc()) {
                    if (living == null || living.get(doc)) {
                        refs.add(Ref.parse(
                                stored.document(doc, Set.of(Fields.REF)).get(Fields.REF)));
                    }
                }
            }
        } finally {
            volume.searchers().release(searcher);
        }
        return refs;
    }
}
