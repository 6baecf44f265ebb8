/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import java.util.Locale;
import org.allmende.api.lease.Leased;

/** Says which language a text is in. Offered by the feature {@code localization}. */
@Leased
public interface LanguageDetector {

    /** {@link Guess#UNKNOWN} where it can't tell. */
    default Guess detect(String text) {
        return Guess.UNKNOWN;
    }

    /**
     * @param language {@code und} if unknown
     * @param confidence 0 to 1
     */
    record Guess(Locale language, double confidence) {
        public static final Guess UNKNOWN = new Guess(Locale.forLanguageTag("und"), 0);

        public boolean isKnown() {
            return !language.getLanguage().isEmpty() && !language.getLanguage().equals("und");
        }
    }
}
