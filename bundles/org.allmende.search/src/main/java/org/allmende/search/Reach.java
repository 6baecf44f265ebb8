/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Ref;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * What a viewer may find.
 *
 * @param readable spaces in which they find what is published
 * @param moderated spaces in which they find what is held or hidden as well
 * @param me who finds what is held or hidden and their own; empty for a guest, or where these are not wanted
 */
record Reach(Set<Ref> readable, Set<Ref> moderated, Optional<Ref> me) {

    static Reach open(Set<Ref> readable) {
        return new Reach(readable, Set.of(), Optional.empty());
    }

    /** Whether there is nothing but what is published. */
    boolean isOpen() {
        return moderated.isEmpty() && me.isEmpty();
    }

    /** The same, without asking for what the index has nothing of: most people have no post that is held. */
    Reach within(IndexReader index) throws IOException {
        boolean any = !isOpen() && index.docFreq(new Term(Fields.VEILED, Fields.YES)) > 0;
        boolean own = any
                && me.isPresent()
                && index.docFreq(new Term(Fields.READER, me.get().toString())) > 0;
        return new Reach(readable, any ? moderated : Set.of(), own ? me : Optional.empty());
    }

    /** What is published, narrowed down to what is in reach. */
    Query published(Query query) {
        return new BooleanQuery.Builder()
                .add(query, Occur.MUST)
                .add(new TermQuery(new Term(Fields.SHOWN, Fields.YES)), Occur.FILTER)
                .add(Wanted.oneOf(Fields.SPACE, readable), Occur.FILTER)
                .build();
    }

    /** What is held or hidden, narrowed down to what is in reach. */
    Query veiled(Query query) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        me.ifPresent(author -> any.add(
                new BooleanQuery.Builder()
                        .add(new TermQuery(new Term(Fields.READER, author.toString())), Occur.FILTER)
                        .add(Wanted.oneOf(Fields.SPACE, readable), Occur.FILTER)
                        .build(),
                Occur.SHOULD));
        any.add(Wanted.oneOf(Fields.SPACE, moderated), Occur.SHOULD);
        return new BooleanQuery.Builder()
                .add(query, Occur.MUST)
                .add(new TermQuery(new Term(Fields.VEILED, Fields.YES)), Occur.FILTER)
                .add(any.build(), Occur.FILTER)
                .build();
    }
}
