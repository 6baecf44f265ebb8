/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

/** The fields of the index; changing what one holds needs a new {@link Shelf#FORMAT}. */
final class Fields {
    /** The post, as text: the key. */
    static final String REF = "ref";

    static final String TOPIC = "topic";
    static final String SPACE = "space";
    static final String AUTHOR = "author";
    /** The author's name, as written, to be shown. */
    static final String BYLINE = "byline";
    /** The author's name, folded. */
    static final String NAME = "name";
    /** Topic (its first post) or post. */
    static final String KIND = "kind";
    /** Whether everybody who may read the space may read it; what was deleted is kept as a key without a word of text. */
    static final String SHOWN = "shown";
    /** Whether only its author and moderators may read it; its words are in the fields of {@link Sight#VEILED}. */
    static final String VEILED = "veiled";
    /** Of what is veiled: held or hidden. */
    static final String STATE = "state";
    /** Of what is veiled: the authors of post and topic, as far as they may read it. */
    static final String READER = "reader";

    static final String LANGUAGE = "language";
    static final String TAG = "tag";
    static final String ANSWER = "answer";
    static final String CREATED = "created";
    static final String TITLE = "title";
    static final String TITLE_STEMS = "title.stems";
    static final String BODY = "body";
    static final String BODY_STEMS = "body.stems";
    /** The topic's title for every post, kept to be shown, not searched. */
    static final String HEADING = "heading";

    static final String KIND_TOPIC = "topic";
    static final String KIND_POST = "post";
    static final String YES = "1";

    private Fields() {}
}
