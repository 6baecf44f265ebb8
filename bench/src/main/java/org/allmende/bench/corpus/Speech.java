/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench.corpus;

/**
 * How one language puts words after each other. Words are numbers; {@link #bytes} spells them, in UTF-8, escaped for JSON.
 * For one thread.
 */
interface Speech {

    /** A word's number that means the end of a sentence. */
    int STOP = -1;

    /** The word after {@code previous}; after {@link #STOP}, the first of a sentence. */
    int after(int previous, Dice dice);

    /** A word that says what a text is about. */
    int theme(Dice dice);

    byte[] bytes(int word);

    /** Whether the language writes sentences with capitals and Latin full stops. */
    boolean isLatin();
}
