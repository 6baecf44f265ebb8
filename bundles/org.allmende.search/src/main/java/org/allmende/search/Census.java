/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.SmallFloat;

/**
 * How often words stand in what is not private, and how long that is.
 *
 * <p>A score holds how rare a word is. Counted over the whole index it would tell anybody, digit by digit, which words stand in
 * spaces that they may not read; so everybody's scores are made of these counts, those of a private space's members too.
 *
 * <p>Counts are kept for each segment, which never changes, and go with it. Where a segment holds nothing private, counting
 * words costs what it costs Lucene; else at most a look at each private post, once a word. As in Lucene, what was deleted counts
 * until its segment is merged. Lengths are taken from the norms, as BM25 sees them. Thread-safe.
 */
final class Census {

    private static final int REMEMBERED = 10_000;

    private final Map<IndexReader.CacheKey, Segment> segments = new ConcurrentHashMap<>();

    /** How long a field is in all posts that have it. */
    record Extent(long posts, long words) {

        private Extent and(Extent other) {
            return new Extent(posts + other.posts, words + other.words);
        }
    }

    /** The spaces that are not private and lie in no private one. */
    static Set<Ref> open(Collection<Space> spaces) {
        Map<Ref, Space> byRef = new HashMap<>();
        spaces.forEach(space -> byRef.put(space.ref(), space));
        Set<Ref> open = new HashSet<>();
        for (Space space : spaces) {
            if (isOpen(space, byRef)) {
                open.add(space.ref());
            }
        }
        return open;
    }

    private static boolean isOpen(Space space, Map<Ref, Space> all) {
        Set<Ref> seen = new HashSet<>();
        for (Space at = space;
                at != null && seen.add(at.ref());
                at = at.parent().map(all::get).orElse(null)) {
            if (at.isPrivate()) {
                return false;
            }
        }
        return true;
    }

    /** Counts what stands in {@code open} spaces of the index as it is now. */
    Count of(IndexReader index, Set<Ref> open) throws IOException {
        List<Counted> counted = new ArrayList<>();
        for (LeafReaderContext leaf : index.leaves()) {
            counted.add(new Counted(leaf.reader(), segment(leaf.reader(), open)));
        }
        return new Count(counted);
    }

    private record Counted(LeafReader leaf, Segment segment) {}

    /** The counts of one state of the index; not to be kept longer than it. */
    static final class Count {

        private final List<Counted> all;

        private Count(List<Counted> all) {
            this.all = all;
        }

        /** In how many posts the term stands. */
        int frequency(Term term) throws IOException {
            int sum = 0;
            for (Counted one : all) {
                sum += one.segment().frequency(one.leaf(), term);
            }
            return sum;
        }

        /** How much the field holds. */
        Extent extent(String field) throws IOException {
            Extent sum = new Extent(0, 0);
            for (Counted one : all) {
                sum = sum.and(one.segment().extent(one.leaf(), field));
            }
            return sum;
        }
    }

    private Segment segment(LeafReader leaf, Set<Ref> open) throws IOException {
        IndexReader.CacheHelper cache = leaf.getCoreCacheHelper();
        Segment known = segments.get(cache.getKey());
        if (known != null && known.open.equals(open)) {
            return known;
        }
        Segment counted = new Segment(open, closed(leaf, open));
        if (segments.put(cache.getKey(), counted) == null) {
            cache.addClosedListener(segments::remove);
        }
        return counted;
    }

    private static FixedBitSet closed(LeafReader leaf, Set<Ref> open) throws IOException {
        FixedBitSet closed = new FixedBitSet(leaf.maxDoc());
        Terms spaces = leaf.terms(Fields.SPACE);
        if (spaces != null) {
            TermsEnum each = spaces.iterator();
            for (BytesRef space = each.next(); space != null; space = each.next()) {
                if (!open.contains(Ref.parse(space.utf8ToString()))) {
                    closed.or(each.postings(null, PostingsEnum.NONE));
                }
            }
        }
        return closed;
    }

    private static final class Segment {

        private final Set<Ref> open;
        /** What stands in other spaces. */
        private final FixedBitSet closed;

        private final int closedCount;
        private final Map<Term, Integer> frequencies = new ConcurrentHashMap<>();
        private final Map<String, Extent> extents = new ConcurrentHashMap<>();

        Segment(Set<Ref> open, FixedBitSet closed) {
            this.open = Set.copyOf(open);
            this.closed = closed;
            this.closedCount = closed.cardinality();
        }

        int frequency(LeafReader leaf, Term term) throws IOException {
            int all = leaf.docFreq(term);
            if (all == 0 || closedCount == 0) {
                return all;
            }
            Integer known = frequencies.get(term);
            if (known != null) {
                return known;
            }
            int counted = all - closed(leaf.postings(term, PostingsEnum.NONE));
            if (frequencies.size() >= REMEMBERED) {
                frequencies.clear();
            }
            frequencies.put(term, counted);
            return counted;
        }

        /** How many of these are in other spaces. */
        private int closed(PostingsEnum postings) throws IOException {
            DocIdSetIterator others = new BitSetIterator(closed, closedCount);
            int count = 0;
            int doc = postings.nextDoc();
            while (doc != DocIdSetIterator.NO_MORE_DOCS) {
                int other = others.docID() < doc ? others.advance(doc) : others.docID();
                if (other == doc) {
                    count++;
                    doc = postings.nextDoc();
                } else if (other == DocIdSetIterator.NO_MORE_DOCS) {
                    break;
                } else {
                    doc = postings.advance(other);
                }
            }
            return count;
        }

        Extent extent(LeafReader leaf, String field) throws IOException {
            Extent known = extents.get(field);
            if (known == null) {
                known = counted(leaf.getNormValues(field));
                extents.put(field, known);
            }
            return known;
        }

        private Extent counted(NumericDocValues norms) throws IOException {
            long posts = 0;
            long words = 0;
            if (norms != null) {
                for (int doc = norms.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = norms.nextDoc()) {
                    if (!closed.get(doc)) {
                        posts++;
                        words += SmallFloat.byte4ToInt((byte) norms.longValue());
                    }
                }
            }
            return new Extent(posts, words);
        }
    }
}
