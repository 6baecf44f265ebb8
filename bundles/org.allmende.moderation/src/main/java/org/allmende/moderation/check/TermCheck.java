/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.text.Markup;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Judges a text by the term list, and says in the reader's language which words to change. Thread-safe. */
@Component(service = TermCheck.class)
public final class TermCheck {

    /** The name that findings of this check carry. */
    public static final String NAME = "terms";

    private final Terms terms;
    private final Messages messages;
    private final Markup markup;

    @Activate
    public TermCheck(@Reference Terms terms, @Reference Messages messages, @Reference Markup markup) {
        this.terms = terms;
        this.messages = messages;
        this.markup = markup;
        // What the first look needs is read now, not while somebody's post waits.
        judge("**\u0430**", Locale.ENGLISH, ZoneOffset.UTC);
    }

    /** Judges a text as it was typed and as it is read: marks and entities within a word are not seen. */
    public Verdict judge(String text, Locale locale, ZoneId zone) {
        Phrases phrases = messages.in(locale, zone);
        Map<Term, String> found = new LinkedHashMap<>();
        boolean whole = collect(text, found) & collect(markup.plain(text, Integer.MAX_VALUE), found);
        List<Reason> reasons = new ArrayList<>();
        Verdict.Decision strictest = whole ? Verdict.Decision.ALLOW : Verdict.Decision.HOLD;
        if (!whole) {
            reasons.add(Reason.of(NAME, "", phrases.get("check.too-much")));
        }
        for (Map.Entry<Term, String> each : found.entrySet()) {
            Term term = each.getKey();
            reasons.add(Reason.of(NAME, term.text(), phrases.get("check.terms", "word", each.getValue())));
            strictest = term.action().compareTo(strictest) > 0 ? term.action() : strictest;
        }
        return new Verdict(strictest, reasons);
    }

    /** @return whether all of the text was looked at */
    private boolean collect(String text, Map<Term, String> found) {
        ComparableText comparable = ComparableText.of(text);
        for (TermIndex.Match match : terms.index().matches(comparable)) {
            found.putIfAbsent(match.term(), text.substring(match.start(), match.end()));
        }
        return comparable.isWhole();
    }
}
