/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
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

    @Activate
    public TermCheck(@Reference Terms terms, @Reference Messages messages) {
        this.terms = terms;
        this.messages = messages;
    }

    public Verdict judge(String text, java.util.Locale locale, java.time.ZoneId zone) {
        List<TermIndex.Match> matches = terms.index().matches(ComparableText.of(text));
        if (matches.isEmpty()) {
            return Verdict.allow();
        }
        Phrases phrases = messages.in(locale, zone);
        Map<Term, String> firstWords = new LinkedHashMap<>();
        for (TermIndex.Match match : matches) {
            firstWords.putIfAbsent(match.term(), text.substring(match.start(), match.end()));
        }
        List<Reason> reasons = new ArrayList<>();
        Verdict.Decision strictest = Verdict.Decision.ALLOW;
        for (Map.Entry<Term, String> found : firstWords.entrySet()) {
            Term term = found.getKey();
            reasons.add(Reason.of(NAME, term.text(), phrases.get("check.terms", "word", found.getValue())));
            strictest = term.action().compareTo(strictest) > 0 ? term.action() : strictest;
        }
        return new Verdict(strictest, reasons);
    }
}
