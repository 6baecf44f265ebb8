/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.osgi.annotation.versioning.ProviderType;

/** Messages, times and numbers for one reader. Cheap to make, for one request; thread-safe. */
@ProviderType
public interface Phrases {

    /** The reader's locale, as asked for. */
    Locale locale();

    ZoneId zone();

    /** The language that {@link #get} answers in, which may be another than asked for. */
    Locale spoken();

    /**
     * @param arguments names and values in turn: {@code "count", 12, "name", "Lena"}
     * @return the message; its key in brackets if there is none
     */
    String get(String key, Object... arguments);

    boolean has(String key);

    /** Today and yesterday by word, else the date; with the time of day. */
    String moment(Instant instant);

    /** A date without a time. */
    String date(Instant instant);

    /** {@code 3 minutes ago}, {@code in 2 hours}. */
    String ago(Instant instant);

    String number(long number);

    /** The language's own name in the reader's language: {@code German}. */
    String language(Locale language);
}
