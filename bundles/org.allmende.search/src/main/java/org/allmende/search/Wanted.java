/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Turns what was asked into a query. Made for one question; for one thread.
 *
 * <p>A word is looked for in title, body and tags at once, folded and by its stems; what it is worth is the best of these.
 * With one or two words all must be there; with more, some may be missing; small words (the, of) need not be there at all.
 */
final class Wanted {

    /** Who and what names in filters stand for. */
    interface Names {
        /** Spaces that the viewer may read. */
        Collection<Space> spaces();

        /** The members that are called so, or {@code me}. */
        List<Ref> authors(String name);
    }

    private static final float TITLE = 2.2f;
    private static final float TITLE_STEMS = 1.8f;
    private static final float BODY = 1f;
    private static final float BODY_STEMS = 0.85f;
    private static final float TAG = 3f;
    /** What the fields that are not the best one add. */
    private static final float TIE = 0.2f;

    private final Asked asked;
    private final Tongues tongues;
    private final Documents documents;
    private final Names names;
    private final ZoneId zone;
    private final Locale locale;
    private final Set<String> languages;
    private final Set<String> small;

    private final Set<String> markedFolded = new HashSet<>();
    private final Set<String> markedStems = new HashSet<>();
    private final List<String> markedBeginnings = new ArrayList<>();

    /** @param present the languages that the index has posts in */
    Wanted(
            Asked asked,
            Tongues tongues,
            Documents documents,
            Names names,
            ZoneId zone,
            Locale locale,
            Set<String> present) {
        this.asked = asked;
        this.tongues = tongues;
        this.documents = documents;
        this.names = names;
        this.zone = zone;
        this.locale = locale;
        this.languages = spoken(present);
        this.small = new LinkedHashSet<>();
        tongues.guess(asked.topic()).ifPresent(small::add);
        small.add(Tongues.code(locale));
    }

    private Set<String> spoken(Set<String> present) {
        Set<String> chosen = new HashSet<>();
        for (Asked.Part part : asked.parts()) {
            if (part instanceof Asked.Chosen filter && filter.filter() == Asked.Filter.LANG && !filter.not()) {
                chosen.add(language(filter.value()));
            }
        }
        return tongues.spoken(chosen.isEmpty() ? present : chosen);
    }

    /** What was asked, as far as content goes; who may read it is for others to add. Fills {@link #marks}. */
    Query query(boolean strict, Sight sight) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        List<Query> needed = new ArrayList<>();
        List<Query> optional = new ArrayList<>();
        boolean positive = false;
        for (Asked.Part part : asked.parts()) {
            switch (part) {
                case Asked.Word word -> {
                    Optional<Query> query = word(word, !word.not(), sight);
                    if (word.not()) {
                        query.ifPresent(q -> all.add(q, Occur.MUST_NOT));
                    } else {
                        query.ifPresent(isSmall(word.text()) ? optional::add : needed::add);
                    }
                }
                case Asked.Phrase phrase -> {
                    Optional<Query> query = phrase(phrase.text(), !phrase.not(), sight);
                    query.ifPresent(q -> all.add(q, phrase.not() ? Occur.MUST_NOT : Occur.MUST));
                    positive |= query.isPresent() && !phrase.not();
                }
                case Asked.Chosen filter -> {
                    // Below, all of a kind together.
                }
                case Asked.Dated dated -> all.add(days(dated), dated.not() ? Occur.MUST_NOT : Occur.FILTER);
            }
        }
        filters(all);
        if (needed.isEmpty() && !optional.isEmpty()) {
            needed.addAll(optional);
            optional.clear();
        }
        if (!needed.isEmpty()) {
            BooleanQuery.Builder words = new BooleanQuery.Builder();
            needed.forEach(query -> words.add(query, Occur.SHOULD));
            words.setMinimumNumberShouldMatch(strict ? enough(needed.size()) : 1);
            all.add(words.build(), Occur.MUST);
            positive = true;
        }
        optional.forEach(query -> all.add(query, Occur.SHOULD));
        if (!positive) {
            boolean words = asked.parts().stream()
                    .anyMatch(part -> !part.not() && (part instanceof Asked.Word || part instanceof Asked.Phrase));
            // Words that hold no letter or digit find nothing; filters alone find all that they leave.
            all.add(words && asked.filters().isEmpty() ? new MatchNoDocsQuery() : new MatchAllDocsQuery(), Occur.MUST);
        }
        return all.build();
    }

    /** Whether the words say nothing about what to rank by. */
    boolean isWordless() {
        return markedFolded.isEmpty() && markedBeginnings.isEmpty();
    }

    Marks marks() {
        return new Marks(tongues, markedFolded, markedStems, markedBeginnings);
    }

    private static int enough(int words) {
        if (words <= 2) {
            return words;
        }
        return words <= 5 ? words - 1 : (int) Math.ceil(words * 0.4);
    }

    private boolean isSmall(String word) {
        return small.stream()
                .flatMap(language -> tongues.stems(language).stream())
                .anyMatch(stemmer -> Words.of(stemmer, word).isEmpty());
    }

    private Optional<Query> word(Asked.Word word, boolean mark, Sight sight) {
        List<Words.Word> terms = Words.of(tongues.folded(), word.text());
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        List<Query> ways = new ArrayList<>();
        ways.add(boosted(sequence(sight.of(Fields.BODY), terms), BODY));
        ways.add(boosted(sequence(sight.of(Fields.TITLE), terms), TITLE));
        ways.add(boosted(
                new ConstantScoreQuery(new TermQuery(new Term(Fields.TAG, documents.folded(word.text())))), TAG));
        if (mark) {
            terms.forEach(term -> markedFolded.add(term.term()));
        }
        if (word.beginning()) {
            String beginning = terms.getLast().term();
            ways.add(new PrefixQuery(new Term(sight.of(Fields.BODY), beginning)));
            ways.add(boosted(new PrefixQuery(new Term(sight.of(Fields.TITLE), beginning)), TITLE));
            if (mark) {
                markedBeginnings.add(beginning);
            }
        } else {
            Set<List<String>> seen = new HashSet<>();
            for (String language : languages) {
                List<Words.Word> stems = Words.of(tongues.stems(language).orElseThrow(), word.text());
                if (!stems.isEmpty()
                        && seen.add(stems.stream().map(Words.Word::term).toList())) {
                    ways.add(boosted(sequence(sight.of(Fields.BODY_STEMS), stems), BODY_STEMS));
                    ways.add(boosted(sequence(sight.of(Fields.TITLE_STEMS), stems), TITLE_STEMS));
                    if (mark) {
                        stems.forEach(stem -> markedStems.add(stem.term()));
                    }
                }
            }
        }
        return Optional.of(new DisjunctionMaxQuery(ways, TIE));
    }

    private Optional<Query> phrase(String text, boolean mark, Sight sight) {
        List<Words.Word> terms = Words.of(tongues.folded(), text);
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        if (mark) {
            terms.forEach(term -> markedFolded.add(term.term()));
        }
        return Optional.of(new DisjunctionMaxQuery(
                List.of(
                        sequence(sight.of(Fields.BODY), terms),
                        boosted(sequence(sight.of(Fields.TITLE), terms), TITLE)),
                TIE));
    }

    /** The terms one after the other, as the text has them. */
    private static Query sequence(String field, List<Words.Word> terms) {
        if (terms.size() == 1) {
            return new TermQuery(new Term(field, terms.getFirst().term()));
        }
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        int first = terms.getFirst().position();
        for (Words.Word term : terms) {
            phrase.add(new Term(field, term.term()), term.position() - first);
        }
        return phrase.build();
    }

    private static Query boosted(Query query, float by) {
        return by == 1f ? query : new BoostQuery(query, by);
    }

    private Query days(Asked.Dated dated) {
        long day = dated.day().atStartOfDay(zone).toInstant().toEpochMilli();
        return dated.filter() == Asked.Filter.AFTER
                ? LongField.newRangeQuery(Fields.CREATED, day, Long.MAX_VALUE)
                : LongField.newRangeQuery(Fields.CREATED, Long.MIN_VALUE, day - 1);
    }

    /** Several of one filter widen it (in this space or that), save for tags, which all must be there. */
    private void filters(BooleanQuery.Builder all) {
        for (Asked.Filter filter : Asked.Filter.values()) {
            BooleanQuery.Builder any = new BooleanQuery.Builder();
            boolean some = false;
            for (Asked.Part part : asked.parts()) {
                if (!(part instanceof Asked.Chosen chosen) || chosen.filter() != filter) {
                    continue;
                }
                Query query = chosen(chosen);
                if (chosen.not()) {
                    all.add(query, Occur.MUST_NOT);
                } else if (filter == Asked.Filter.TAG) {
                    all.add(query, Occur.FILTER);
                } else {
                    any.add(query, Occur.SHOULD);
                    some = true;
                }
            }
            if (some) {
                all.add(any.build(), Occur.FILTER);
            }
        }
    }

    private Query chosen(Asked.Chosen chosen) {
        String value = chosen.value();
        return switch (chosen.filter()) {
            case TAG -> new TermQuery(new Term(Fields.TAG, documents.folded(value)));
            case LANG -> new TermQuery(new Term(Fields.LANGUAGE, language(value)));
            case IN -> in(value);
            case AUTHOR -> author(value);
            case IS ->
                value.equals("answer")
                        ? new TermQuery(new Term(Fields.ANSWER, Fields.YES))
                        : new TermQuery(new Term(Fields.KIND, value));
            case BEFORE, AFTER -> throw new IllegalStateException(chosen + " has no date");
        };
    }

    private Query author(String value) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        any.add(new TermQuery(new Term(Fields.NAME, documents.folded(value))), Occur.SHOULD);
        for (Ref author : names.authors(value)) {
            any.add(new TermQuery(new Term(Fields.AUTHOR, author.toString())), Occur.SHOULD);
        }
        return any.build();
    }

    /** The spaces of that name or id, else those whose name holds it, and all that lies in them. */
    private Query in(String value) {
        String name = folded(value);
        Collection<Space> spaces = names.spaces();
        Set<Ref> chosen = new HashSet<>();
        for (Space space : spaces) {
            if (space.ref().id().equals(value)
                    || space.ref().toString().equals(value)
                    || folded(space.name()).equals(name)) {
                chosen.add(space.ref());
            }
        }
        if (chosen.isEmpty()) {
            spaces.stream()
                    .filter(space -> folded(space.name()).contains(name))
                    .forEach(space -> chosen.add(space.ref()));
        }
        boolean more = !chosen.isEmpty();
        while (more) {
            more = false;
            for (Space space : spaces) {
                more |= space.parent().filter(chosen::contains).isPresent() && chosen.add(space.ref());
            }
        }
        return oneOf(Fields.SPACE, chosen);
    }

    /** Without quotes, which can't be typed inside of quotes. */
    private String folded(String name) {
        return documents.folded(name.replace("\"", ""));
    }

    static Query oneOf(String field, Collection<Ref> refs) {
        return refs.isEmpty()
                ? new MatchNoDocsQuery()
                : new TermInSetQuery(
                        field,
                        refs.stream().map(ref -> new BytesRef(ref.toString())).toList());
    }

    /** {@code de}, {@code de-AT}, {@code German} or {@code Deutsch}. */
    private String language(String value) {
        String named = value.toLowerCase(Locale.ROOT);
        if (named.equals(Tongues.UNKNOWN)) {
            return named;
        }
        String code = Tongues.code(Locale.forLanguageTag(named.replace('_', '-')));
        return tongues.isLanguage(code) ? code : tongues.named(value, locale).orElse(named);
    }
}
