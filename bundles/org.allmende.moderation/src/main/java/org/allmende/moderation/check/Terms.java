/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.check;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.allmende.api.gate.Verdict.Decision;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Ids;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The term list: kept in the store, held in memory for gates. A change made through another generation is seen with the
 * next change or start; generations overlap for moments only. Thread-safe.
 */
@Component(service = Terms.class)
public final class Terms {

    static final int LONGEST = 200;

    private final Store store;
    private final Ids ids;
    private final Clock clock;
    private volatile TermIndex index;

    @Activate
    public Terms(@Reference Store store, @Reference Ids ids, @Reference Clock clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
        this.index = new TermIndex(list());
    }

    public TermIndex index() {
        return index;
    }

    public List<Term> list() {
        return store.read(reader ->
                reader.list(Statement.of("SELECT id, text, action FROM moderation_term ORDER BY text"), Terms::term));
    }

    /** Adds terms, one a line; those that are there already take the new action. */
    public int add(String lines, Decision action, Unit audit) {
        Set<String> texts = new LinkedHashSet<>();
        for (String line : lines.split("\\R")) {
            String text = line.strip();
            if (!text.isEmpty()) {
                texts.add(checked(text));
            }
        }
        if (texts.isEmpty()) {
            throw Problem.invalid("terms", "is empty; write a word or phrase on each line")
                    .asException();
        }
        List<Statement> statements = new ArrayList<>();
        for (String text : texts) {
            statements.add(Statement.of(
                    "INSERT INTO moderation_term (id, text, action, created) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (text) DO UPDATE SET action = excluded.action",
                    ids.next(),
                    text,
                    action.name(),
                    clock.instant()));
        }
        store.writeNow(Unit.of(statements).and(audit));
        reload();
        return texts.size();
    }

    public void remove(long id, Unit audit) {
        store.writeNow(Unit.of(Statement.of("DELETE FROM moderation_term WHERE id = ?", id))
                .and(audit));
        reload();
    }

    private void reload() {
        index = new TermIndex(list());
    }

    private static String checked(String text) {
        if (text.length() > LONGEST) {
            throw Problem.invalid(
                            "terms", "has a line of more than " + LONGEST + " characters: " + text.substring(0, 40))
                    .asException();
        }
        if (ComparableText.of(text).words().isEmpty()) {
            throw Problem.invalid("terms", "has a line without a letter or digit: " + text)
                    .asException();
        }
        return text;
    }

    private static Term term(Row row) {
        return new Term(row.number("id"), row.text("text"), Decision.valueOf(row.text("action")));
    }
}
