/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermStatistics;

/** Searches the whole index, and weighs words by what is not private of it; see {@link Census}. For one request. */
final class OpenSearcher extends IndexSearcher {

    private final Census.Count count;

    OpenSearcher(IndexSearcher searcher, Census.Count count) {
        super(searcher.getIndexReader());
        setSimilarity(searcher.getSimilarity());
        setQueryCache(searcher.getQueryCache());
        setQueryCachingPolicy(searcher.getQueryCachingPolicy());
        this.count = count;
    }

    /** In how many posts that are not private the term stands. */
    int frequency(Term term) throws IOException {
        return count.frequency(term);
    }

    /** How many posts that are not private have the field. */
    int posts(String field) throws IOException {
        return (int) count.extent(field).posts();
    }

    /** A word that stands in private posts only is as rare as one that stands in one post. */
    @Override
    public TermStatistics termStatistics(Term term, int docFreq, long totalTermFreq) throws IOException {
        int most = Math.max(1, posts(term.field()));
        int frequency = Math.clamp(frequency(term), 1, most);
        return new TermStatistics(term.bytes(), frequency, frequency);
    }

    @Override
    public CollectionStatistics collectionStatistics(String field) throws IOException {
        Census.Extent extent = count.extent(field);
        long posts = Math.max(1, extent.posts());
        return new CollectionStatistics(field, posts, posts, Math.max(posts, extent.words()), posts);
    }
}
