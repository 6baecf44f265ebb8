/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.util.BytesRef;

/** Makes a document of a post. Thread-safe. */
final class Documents {

    private static final Field.Store KEPT = Field.Store.YES;
    private static final Field.Store NOT = Field.Store.NO;
    /** Lucene refuses terms that are longer; nobody's name or tag is. */
    private static final int LONGEST = 1000;

    private final Tongues tongues;
    private final Function<String, String> plain;

    /** @param plain takes the marks off a post's body */
    Documents(Tongues tongues, Function<String, String> plain) {
        this.tongues = tongues;
        this.plain = plain;
    }

    /**
     * @param known the post's language, if somebody can tell
     */
    Document of(Post post, Topic topic, Optional<Locale> known) {
        Document document = new Document();
        document.add(new StringField(Fields.REF, post.ref().toString(), KEPT));
        document.add(new StringField(Fields.TOPIC, post.topic().toString(), KEPT));
        document.add(new StringField(Fields.AUTHOR, post.author().ref().toString(), KEPT));
        counted(document, Fields.AUTHOR, post.author().ref().toString());
        document.add(new StringField(Fields.SPACE, topic.space().toString(), KEPT));
        counted(document, Fields.SPACE, topic.space().toString());
        if (post.state() == State.PUBLISHED && topic.state() == State.PUBLISHED) {
            document.add(new StringField(Fields.SHOWN, Fields.YES, NOT));
            text(document, post, topic, known, Sight.OPEN);
        } else if (post.state() != State.DELETED && topic.state() != State.DELETED) {
            veil(document, post, topic);
            text(document, post, topic, known, Sight.VEILED);
        }
        return document;
    }

    private static void veil(Document document, Post post, Topic topic) {
        boolean hidden = post.state() == State.HIDDEN || topic.state() == State.HIDDEN;
        document.add(new StringField(Fields.VEILED, Fields.YES, NOT));
        document.add(new StoredField(Fields.STATE, (hidden ? State.HIDDEN : State.HELD).word()));
        for (Ref author : Set.copyOf(List.of(post.author().ref(), topic.author().ref()))) {
            if (isInSight(post, topic, author)) {
                document.add(new StringField(Fields.READER, author.toString(), NOT));
            }
        }
    }

    /** Whoever wrote what is veiled sees it; what somebody else wrote and is veiled, they don't. */
    private static boolean isInSight(Post post, Topic topic, Ref author) {
        return (post.state() == State.PUBLISHED || post.author().ref().equals(author))
                && (topic.state() == State.PUBLISHED || topic.author().ref().equals(author));
    }

    private void text(Document document, Post post, Topic topic, Optional<Locale> known, Sight sight) {
        boolean first = post.number() == 1;
        String body = plain.apply(post.body());
        String language = known.map(Tongues::code)
                .filter(code -> !code.equals(Tongues.UNKNOWN))
                .or(() -> tongues.guess(first ? topic.title() + "\n" + body : body))
                .orElse(Tongues.UNKNOWN);

        document.add(new StringField(Fields.KIND, first ? Fields.KIND_TOPIC : Fields.KIND_POST, KEPT));
        document.add(new StoredField(Fields.BYLINE, post.author().name()));
        document.add(new StringField(Fields.NAME, folded(post.author().name()), NOT));
        document.add(new StringField(Fields.LANGUAGE, language, KEPT));
        counted(document, Fields.LANGUAGE, language);
        if (topic.answer().filter(post.ref()::equals).isPresent()) {
            document.add(new StringField(Fields.ANSWER, Fields.YES, KEPT));
        }
        document.add(new LongField(Fields.CREATED, post.created().toEpochMilli(), KEPT));
        document.add(new StoredField(Fields.HEADING, topic.title()));
        for (String tag : topic.tags()) {
            document.add(new StringField(Fields.TAG, folded(tag), NOT));
            document.add(new SortedSetDocValuesField(Fields.TAG, new BytesRef(cut(tag))));
        }
        if (first) {
            document.add(new TextField(sight.of(Fields.TITLE), topic.title(), NOT));
        }
        document.add(new TextField(sight.of(Fields.BODY), body, KEPT));
        tongues.stems(language).ifPresent(stems -> {
            if (first) {
                document.add(new Stems(sight.of(Fields.TITLE_STEMS), topic.title(), stems));
            }
            document.add(new Stems(sight.of(Fields.BODY_STEMS), body, stems));
        });
    }

    private static void counted(Document document, String field, String value) {
        document.add(new SortedDocValuesField(field, new BytesRef(cut(value))));
    }

    /** One word however it is written: for names and tags, which are compared whole. */
    String folded(String name) {
        return cut(tongues.folded().normalize("", name.strip()).utf8ToString());
    }

    private static String cut(String value) {
        return value.length() > LONGEST ? value.substring(0, LONGEST) : value;
    }

    /** A text in the terms of its own language, whatever the language of its neighbours in the field. */
    static final class Stems extends Field {
        private final Analyzer analyzer;

        Stems(String field, String text, Analyzer analyzer) {
            super(field, text, TextField.TYPE_NOT_STORED);
            this.analyzer = analyzer;
        }

        @Override
        public TokenStream tokenStream(Analyzer ignored, TokenStream reuse) {
            return analyzer.tokenStream(name(), stringValue());
        }
    }
}
