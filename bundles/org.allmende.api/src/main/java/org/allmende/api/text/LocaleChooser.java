/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.api.text;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.allmende.api.lease.Leased;
import org.allmende.api.member.Member;

/** Decides in which language and zone a request is answered. Offered by the feature {@code localization}. */
@Leased
public interface LocaleChooser {

    /**
     * The cookie that a language chosen on a page is kept in, as a BCP 47 tag. Set by the dispatcher; taken back by whoever
     * keeps another choice of the same reader, else the older choice would win.
     */
    String COOKIE = "allmende-lang";

    /**
     * @param asked the language chosen on the page or in the address, if any
     * @param accepted what the browser accepts, best first
     * @param spoken the languages there are messages in
     */
    default Choice choose(Optional<Member> member, Optional<Locale> asked, List<Locale> accepted, List<Locale> spoken) {
        return new Choice(Locale.ENGLISH, member.map(Member::zone).orElse(ZoneId.of("UTC")));
    }

    record Choice(Locale locale, ZoneId zone) {}
}
