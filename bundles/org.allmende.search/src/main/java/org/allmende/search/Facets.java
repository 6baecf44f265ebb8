/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allmende.search.Finder.Counted;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;

/**
 * Counts what the posts that were found have in common: their spaces, authors, tags and languages. For one search; counts
 * the first {@value #MOST} and leaves it at that.
 */
final class Facets implements CollectorManager<Facets.Tally, Map<String, List<Counted>>> {

    private static final int MOST = 50_000;
    private static final int SHOWN = 8;

    private static final List<String> FIELDS = List.of(Fields.SPACE, Fields.AUTHOR, Fields.TAG, Fields.LANGUAGE);

    /** What came out of {@link #reduce}, as it was handed on by others. */
    @SuppressWarnings("unchecked") // it is what reduce answers
    static Map<String, List<Counted>> of(Object reduced) {
        return (Map<String, List<Counted>>) reduced;
    }

    @Override
    public Tally newCollector() {
        return new Tally();
    }

    @Override
    public Map<String, List<Counted>> reduce(Collection<Tally> tallies) throws IOException {
        Map<String, List<Counted>> facets = new LinkedHashMap<>();
        for (int field = 0; field < FIELDS.size(); field++) {
            Map<String, Integer> counts = new HashMap<>();
            for (Tally tally : tallies) {
                tally.addTo(counts, field);
            }
            facets.put(FIELDS.get(field), most(counts));
        }
        return facets;
    }

    private static List<Counted> most(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(each -> new Counted(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingInt(Counted::count).reversed().thenComparing(Counted::value))
                .limit(SHOWN)
                .toList();
    }

    /** The counts of the segments that one collector went through. */
    static final class Tally implements Collector {

        private final List<Leaf> leaves = new ArrayList<>();
        private int left = MOST;

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        @Override
        public LeafCollector getLeafCollector(LeafReaderContext context) throws IOException {
            if (left <= 0) {
                throw new CollectionTerminatedException();
            }
            Leaf leaf = new Leaf(context);
            leaves.add(leaf);
            return leaf;
        }

        private void addTo(Map<String, Integer> counts, int field) throws IOException {
            for (Leaf leaf : leaves) {
                leaf.addTo(counts, field);
            }
        }

        /** One segment: values are counted by number there, and get their names at the end. */
        private final class Leaf implements LeafCollector {

            private final SortedSetDocValues[] values = new SortedSetDocValues[FIELDS.size()];
            private final int[][] counts = new int[FIELDS.size()][];

            Leaf(LeafReaderContext context) throws IOException {
                for (int field = 0; field < values.length; field++) {
                    values[field] = DocValues.getSortedSet(context.reader(), FIELDS.get(field));
                    counts[field] = new int[Math.toIntExact(values[field].getValueCount())];
                }
            }

            @Override
            public void setScorer(Scorable scorer) {
                // counted is what matches, however well
            }

            @Override
            public void collect(int doc) throws IOException {
                if (left-- <= 0) {
                    throw new CollectionTerminatedException();
                }
                for (int field = 0; field < values.length; field++) {
                    SortedSetDocValues of = values[field];
                    if (of.advanceExact(doc)) {
                        for (int i = of.docValueCount(); i > 0; i--) {
                            counts[field][(int) of.nextOrd()]++;
                        }
                    }
                }
            }

            private void addTo(Map<String, Integer> all, int field) throws IOException {
                for (int value = 0; value < counts[field].length; value++) {
                    if (counts[field][value] > 0) {
                        all.merge(values[field].lookupOrd(value).utf8ToString(), counts[field][value], Integer::sum);
                    }
                }
            }
        }
    }
}
