/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.content.State;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Viewer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.search.spell.DirectSpellChecker;
import org.apache.lucene.search.spell.SuggestMode;
import org.apache.lucene.search.spell.SuggestWord;
import org.apache.lucene.util.BytesRef;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Finds posts. Who may read what is part of the query, so that totals, counts and suggestions tell nothing of what the
 * viewer may not read. Thread-safe.
 */
@Component(service = Finder.class)
public final class Finder {

    /** Totals are exact up to here; nobody pages further. */
    static final int COUNTED = 10_000;
    /** In an index of up to so many posts, what is found is ranked and counted in one pass. */
    private static final int AT_A_GLANCE = 100_000;

    private static final int SNIPPET = 220;
    private static final int LIKE_TERMS = 30;
    /** So many that words which the viewer may not read leave room for those that they may. */
    private static final int SIMILAR = 200;

    /** In which order. */
    enum Order {
        RELEVANCE,
        NEWEST
    }

    /**
     * What is wanted.
     *
     * @param text as typed
     * @param order empty for relevance, or newest if there is nothing to rank by
     * @param skip how many the viewer has seen already
     * @param facets whether to count what the answers have in common
     * @param veiled whether to find what is held or hidden too, as far as the viewer may read it; who asks for it has to say
     *     so of each hit
     */
    record Question(
            String text, Viewer viewer, Optional<Order> order, int limit, int skip, boolean facets, boolean veiled) {}

    /**
     * One answer.
     *
     * @param kind {@code topic} for a topic's first post, else {@code post}
     * @param state published, held or hidden
     * @param score 0 if the order is not by relevance
     */
    record Hit(
            Ref post,
            Ref topic,
            Ref space,
            String kind,
            Ref author,
            String byline,
            List<Piece> title,
            List<Piece> snippet,
            String language,
            Instant created,
            boolean answer,
            State state,
            double score) {

        boolean isTopic() {
            return kind.equals(Fields.KIND_TOPIC);
        }
    }

    /** How many of the answers have this value. */
    record Counted(String value, int count) {}

    /**
     * Answers.
     *
     * @param exact whether there are just {@code total}, or more
     * @param widened whether no post has enough of the words, so that those with any are answered
     * @param micros how long it took
     * @param suggestion what may have been meant, if nothing was found and that finds something
     */
    record Answer(
            Asked asked,
            long total,
            boolean exact,
            boolean widened,
            Order order,
            long micros,
            List<Hit> hits,
            Map<String, List<Counted>> facets,
            Optional<String> suggestion,
            Optional<Integer> next) {}

    private final PostIndex index;
    private final Hosts hosts;
    private final Members members;
    private final Census census = new Census();

    @Activate
    public Finder(@Reference PostIndex index, @Reference Hosts hosts, @Reference Members members) {
        this.index = index;
        this.hosts = hosts;
        this.members = members;
    }

    Answer find(Question question) {
        return find(Asked.parse(question.text()), question);
    }

    /** @param asked the question's text taken apart, maybe narrowed down further */
    Answer find(Asked asked, Question question) {
        long began = System.nanoTime();
        Reach reach = reach(question);
        return read(searcher -> find(searcher, question, asked, reach.within(searcher.getIndexReader()), began));
    }

    /** What looks at the index, and weighs words by what is not private. */
    @FunctionalInterface
    private interface OpenLook<T> {
        T at(OpenSearcher searcher) throws IOException;
    }

    private <T> T read(OpenLook<T> look) {
        Set<Ref> open = Census.open(hosts.spaces());
        return index.read(searcher -> look.at(new OpenSearcher(searcher, census.of(searcher.getIndexReader(), open))));
    }

    private Reach reach(Question question) {
        Set<Ref> readable = hosts.readable(question.viewer());
        return question.veiled()
                ? new Reach(
                        readable,
                        hosts.moderated(question.viewer()),
                        question.viewer().member().map(Member::ref))
                : Reach.open(readable);
    }

    private Answer find(OpenSearcher searcher, Question question, Asked asked, Reach reach, long began)
            throws IOException {
        Set<Ref> readable = reach.readable();
        if (asked.isEmpty() || readable.isEmpty()) {
            return new Answer(
                    asked,
                    0,
                    true,
                    false,
                    Order.RELEVANCE,
                    since(began),
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty());
        }
        Viewer viewer = question.viewer();
        Wanted wanted = wanted(searcher, asked, viewer, readable);
        Query query = query(wanted, true, reach);
        Order order = question.order().orElse(wanted.isWordless() ? Order.NEWEST : Order.RELEVANCE);
        int best = question.skip() + question.limit();
        Found found = found(searcher, query, order, best, question.facets());
        boolean widened = false;
        if (found.isNothing() && !wanted.isWordless()) {
            found = found(searcher, query(wanted, false, reach), order, best, question.facets());
            widened = !found.isNothing();
        }
        TopDocs top = found.top();
        long total = top.totalHits.value();
        boolean exact = top.totalHits.relation() == TotalHits.Relation.EQUAL_TO && total <= COUNTED;
        List<Hit> hits = hits(searcher, top, question.skip(), question.limit(), wanted.marks());
        int seen = question.skip() + hits.size();
        boolean more = seen < total && seen < COUNTED && !hits.isEmpty();
        return new Answer(
                asked,
                Math.min(total, COUNTED),
                exact,
                widened,
                order,
                since(began),
                hits,
                found.facets(),
                total == 0 || widened ? suggestion(searcher, asked, viewer, readable) : Optional.empty(),
                more ? Optional.of(seen) : Optional.empty());
    }

    private static long since(long began) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
    }

    private Wanted wanted(OpenSearcher searcher, Asked asked, Viewer viewer, Set<Ref> readable) throws IOException {
        Wanted.Names names = new Wanted.Names() {
            @Override
            public Collection<Space> spaces() {
                return hosts.spaces().stream()
                        .filter(space -> readable.contains(space.ref()))
                        .toList();
            }

            @Override
            public List<Ref> authors(String name) {
                if (name.equalsIgnoreCase("me") && viewer.member().isPresent()) {
                    return List.of(viewer.member().get().ref());
                }
                return members.named(name).map(Member::ref).stream().toList();
            }
        };
        return new Wanted(
                asked,
                index.tongues(),
                index.documents(),
                names,
                viewer.zone(),
                viewer.locale(),
                languages(searcher, readable));
    }

    private static Query query(Wanted wanted, boolean strict, Reach reach) {
        Query published = reach.published(wanted.query(strict, Sight.OPEN));
        return reach.isOpen()
                ? published
                : new BooleanQuery.Builder()
                        .add(published, Occur.SHOULD)
                        .add(reach.veiled(wanted.query(strict, Sight.VEILED)), Occur.SHOULD)
                        .build();
    }

    private static Query readable(Query query, Set<Ref> spaces) {
        return Reach.open(spaces).published(query);
    }

    /** The best of what there is, and what all of it has in common. */
    private record Found(TopDocs top, Map<String, List<Counted>> facets) {

        boolean isNothing() {
            return top.totalHits.value() == 0;
        }
    }

    private static Found found(IndexSearcher searcher, Query query, Order order, int wanted, boolean facets)
            throws IOException {
        CollectorManager<?, ? extends TopDocs> best = best(searcher, order, wanted);
        if (!facets) {
            return new Found(searcher.search(query, best), Map.of());
        }
        if (searcher.getIndexReader().maxDoc() > AT_A_GLANCE) {
            // Ranking skips what can't be among the best, which counting can't.
            return new Found(searcher.search(query, best), searcher.search(query, new Facets()));
        }
        Object[] both = searcher.search(query, new MultiCollectorManager(best, new Facets()));
        return new Found((TopDocs) both[0], Facets.of(both[1]));
    }

    private static CollectorManager<?, ? extends TopDocs> best(IndexSearcher searcher, Order order, int wanted) {
        int count = Math.clamp(searcher.getIndexReader().maxDoc(), 1, Math.max(1, wanted));
        if (order == Order.RELEVANCE) {
            return new TopScoreDocCollectorManager(count, null, COUNTED);
        }
        Sort newest = new Sort(LongField.newSortField(Fields.CREATED, true, SortedNumericSelector.Type.MAX));
        return new TopFieldCollectorManager(newest, count, null, COUNTED);
    }

    private List<Hit> hits(IndexSearcher searcher, TopDocs top, int skip, int limit, Marks marks) throws IOException {
        List<Hit> hits = new ArrayList<>();
        StoredFields stored = searcher.storedFields();
        for (int i = skip; i < top.scoreDocs.length && hits.size() < limit; i++) {
            ScoreDoc found = top.scoreDocs[i];
            Document document = stored.document(found.doc);
            String language = document.get(Fields.LANGUAGE);
            Optional<String> veiled = Optional.ofNullable(document.get(Fields.STATE));
            Sight sight = veiled.isPresent() ? Sight.VEILED : Sight.OPEN;
            hits.add(new Hit(
                    Ref.parse(document.get(Fields.REF)),
                    Ref.parse(document.get(Fields.TOPIC)),
                    Ref.parse(document.get(Fields.SPACE)),
                    document.get(Fields.KIND),
                    Ref.parse(document.get(Fields.AUTHOR)),
                    document.get(Fields.BYLINE),
                    marks.all(document.get(Fields.HEADING), language),
                    marks.best(document.get(sight.of(Fields.BODY)), language, SNIPPET),
                    language,
                    Instant.ofEpochMilli(
                            document.getField(Fields.CREATED).numericValue().longValue()),
                    document.get(Fields.ANSWER) != null,
                    veiled.map(State::of).orElse(State.PUBLISHED),
                    Float.isNaN(found.score) ? 0 : found.score));
        }
        return hits;
    }

    /** Those of the posts that are not private, and of what else the viewer may read. */
    private static Set<String> languages(OpenSearcher searcher, Set<Ref> readable) throws IOException {
        Set<String> languages = new LinkedHashSet<>();
        Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), Fields.LANGUAGE);
        if (terms != null) {
            TermsEnum each = terms.iterator();
            for (BytesRef value = each.next(); value != null; value = each.next()) {
                Term language = new Term(Fields.LANGUAGE, BytesRef.deepCopyOf(value));
                if (searcher.frequency(language) > 0 || isRead(searcher, language, readable)) {
                    languages.add(language.text());
                }
            }
        }
        return languages;
    }

    // --- what may have been meant

    /** The question with words that exist in place of those that don't, if the viewer finds something with it. */
    private Optional<String> suggestion(OpenSearcher searcher, Asked asked, Viewer viewer, Set<Ref> readable)
            throws IOException {
        DirectSpellChecker checker = new DirectSpellChecker();
        List<Asked.Part> parts = new ArrayList<>();
        boolean changed = false;
        for (Asked.Part part : asked.parts()) {
            if (part instanceof Asked.Word word && !word.not() && !word.beginning()) {
                List<Words.Word> terms = Words.of(index.tongues().folded(), word.text());
                if (terms.size() == 1) {
                    Optional<String> similar = similar(
                            searcher,
                            checker,
                            new Term(Fields.BODY, terms.getFirst().term()),
                            readable);
                    if (similar.isPresent()) {
                        parts.add(new Asked.Word(similar.get(), false, false));
                        changed = true;
                        continue;
                    }
                }
            }
            parts.add(part);
        }
        if (!changed) {
            return Optional.empty();
        }
        Asked meant = new Asked(parts);
        Query query = readable(wanted(searcher, meant, viewer, readable).query(true, Sight.OPEN), readable);
        return searcher.count(query) > 0 ? Optional.of(meant.source()) : Optional.empty();
    }

    /** The likeliest word in place of one that the viewer finds nowhere, out of what the viewer may read. */
    private static Optional<String> similar(
            OpenSearcher searcher, DirectSpellChecker checker, Term term, Set<Ref> readable) throws IOException {
        if (isRead(searcher, term, readable)) {
            return Optional.empty();
        }
        // Whether the word itself stands somewhere else is nothing to be told either, so the index is not asked that.
        SuggestWord[] similar =
                checker.suggestSimilar(term, SIMILAR, searcher.getIndexReader(), SuggestMode.SUGGEST_ALWAYS);
        Map<SuggestWord, Integer> frequencies = new HashMap<>();
        for (SuggestWord word : similar) {
            frequencies.put(word, searcher.frequency(new Term(Fields.BODY, word.string)));
        }
        List<SuggestWord> likeliest = Stream.of(similar)
                .sorted(Comparator.comparing((SuggestWord word) -> word.score)
                        .thenComparing(frequencies::get)
                        .reversed()
                        .thenComparing(word -> word.string))
                .toList();
        for (SuggestWord word : likeliest) {
            if (isRead(searcher, new Term(Fields.BODY, word.string), readable)) {
                return Optional.of(word.string);
            }
        }
        return Optional.empty();
    }

    private static boolean isRead(IndexSearcher searcher, Term term, Set<Ref> readable) throws IOException {
        return searcher.count(readable(new TermQuery(term), readable)) > 0;
    }

    // --- what is alike

    /** Topics that say what this text says; {@code but} is left out. */
    Answer similar(String title, String body, Optional<Ref> but, Viewer viewer, int limit) {
        long began = System.nanoTime();
        Set<Ref> readable = hosts.readable(viewer);
        return read(searcher -> {
            Map<Term, Float> worth = new HashMap<>();
            Set<String> folded = new LinkedHashSet<>();
            Set<String> stems = new LinkedHashSet<>();
            String language = index.tongues().guess(title + "\n" + body).orElse(Tongues.UNKNOWN);
            weigh(searcher, worth, title, language, 2f);
            weigh(searcher, worth, body.length() > 5000 ? body.substring(0, 5000) : body, language, 1f);
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            worth.entrySet().stream()
                    .sorted(Map.Entry.<Term, Float>comparingByValue().reversed())
                    .limit(LIKE_TERMS)
                    .forEach(each -> {
                        String term = each.getKey().text();
                        boolean stem = each.getKey().field().equals(Fields.BODY_STEMS);
                        (stem ? stems : folded).add(term);
                        float boost = each.getValue();
                        any.add(new BoostQuery(new TermQuery(each.getKey()), boost), Occur.SHOULD);
                        Term inTitle = new Term(stem ? Fields.TITLE_STEMS : Fields.TITLE, term);
                        any.add(new BoostQuery(new TermQuery(inTitle), boost * 2), Occur.SHOULD);
                    });
            BooleanQuery.Builder query = new BooleanQuery.Builder()
                    .add(any.build(), Occur.MUST)
                    .add(new TermQuery(new Term(Fields.KIND, Fields.KIND_TOPIC)), Occur.FILTER);
            but.ifPresent(topic -> query.add(new TermQuery(new Term(Fields.TOPIC, topic.toString())), Occur.MUST_NOT));
            TopDocs top = searcher.search(readable(query.build(), readable), best(searcher, Order.RELEVANCE, limit));
            Marks marks = new Marks(index.tongues(), folded, stems, List.of());
            List<Hit> hits = hits(searcher, top, 0, limit, marks);
            return new Answer(
                    new Asked(List.of()),
                    Math.min(top.totalHits.value(), COUNTED),
                    top.totalHits.relation() == TotalHits.Relation.EQUAL_TO,
                    false,
                    Order.RELEVANCE,
                    since(began),
                    hits,
                    Map.of(),
                    Optional.empty(),
                    Optional.empty());
        });
    }

    /** How much each word of a text tells of it: often here, seldom in what is not private, where it must stand. */
    private void weigh(OpenSearcher searcher, Map<Term, Float> worth, String text, String language, float times)
            throws IOException {
        boolean known = index.tongues().stems(language).isPresent();
        String field = known ? Fields.BODY_STEMS : Fields.BODY;
        int all = Math.max(1, searcher.posts(field));
        Map<String, Integer> counts = new HashMap<>();
        for (Words.Word word : Words.of(index.tongues().stems(language).orElseGet(index.tongues()::folded), text)) {
            counts.merge(word.term(), 1, Integer::sum);
        }
        for (Map.Entry<String, Integer> each : counts.entrySet()) {
            Term term = new Term(field, each.getKey());
            int in = searcher.frequency(term);
            if (in > 0 && (in <= all / 3 || all < 50)) {
                float rare = (float) Math.log(1 + (double) all / in);
                worth.merge(term, times * (float) Math.sqrt(each.getValue()) * rare, Float::sum);
            }
        }
    }

    /** The topic's own words, for finding what is like it. */
    Optional<String> words(Ref firstOf, Viewer viewer) {
        Set<Ref> readable = hosts.readable(viewer);
        return index.read(searcher -> {
            Query query = readable(
                    new BooleanQuery.Builder()
                            .add(new TermQuery(new Term(Fields.TOPIC, firstOf.toString())), Occur.FILTER)
                            .add(new TermQuery(new Term(Fields.KIND, Fields.KIND_TOPIC)), Occur.FILTER)
                            .build(),
                    readable);
            TopDocs top = searcher.search(query, 1);
            return top.scoreDocs.length == 0
                    ? Optional.empty()
                    : Optional.of(searcher.storedFields()
                            .document(top.scoreDocs[0].doc)
                            .get(Fields.BODY));
        });
    }
}
