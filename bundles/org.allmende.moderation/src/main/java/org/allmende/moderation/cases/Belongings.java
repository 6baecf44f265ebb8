/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.allmende.api.content.Ref;
import org.allmende.api.member.PersonalData;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What the case file has of a member: what they reported, what was decided on their posts, and what they wrote against it. Who
 * reported them, and what moderators noted for one another, is not theirs. Thread-safe.
 */
@Component(service = PersonalData.class)
public final class Belongings implements PersonalData {

    private final Store store;

    @Activate
    public Belongings(@Reference Store store) {
        this.store = store;
    }

    @Override
    public String part() {
        return "moderation";
    }

    @Override
    public Map<String, Object> of(Ref member) {
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, "reports", """
                SELECT c.subject, f.rule, f.detail, f.created FROM moderation_finding f
                JOIN moderation_case c ON c.id = f.case_id WHERE f.reporter = ? ORDER BY f.created, f.id""", member, Belongings::report);
        put(all, "decisions", """
                SELECT c.subject, d.action, d.reason, d.clause, d.created, d.undone FROM moderation_decision d
                JOIN moderation_case c ON c.id = d.case_id WHERE c.author = ? ORDER BY d.created, d.id""", member, Belongings::decision);
        put(all, "objections", """
                SELECT decision, text, created FROM moderation_appeal WHERE member = ? ORDER BY created""", member, Belongings::objection);
        return all;
    }

    private void put(
            Map<String, Object> all, String name, String query, Ref member, Function<Row, Map<String, Object>> mapper) {
        List<Map<String, Object>> found = store.read(reader -> reader.list(Statement.of(query, member), mapper::apply));
        if (!found.isEmpty()) {
            all.put(name, found);
        }
    }

    private static Map<String, Object> report(Row row) {
        return Map.of(
                "post", row.text("subject"),
                "reason", row.text("rule"),
                "note", row.text("detail"),
                "at", row.instant("created"));
    }

    private static Map<String, Object> decision(Row row) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("post", row.text("subject"));
        values.put("action", Action.valueOf(row.text("action")).word());
        values.put("reason", row.text("reason"));
        values.put("clause", row.text("clause"));
        values.put("at", row.instant("created"));
        row.optionalInstant("undone").ifPresent(undone -> values.put("undone", undone));
        return values;
    }

    private static Map<String, Object> objection(Row row) {
        return Map.of(
                "decision", Long.toString(row.number("decision")),
                "text", row.text("text"),
                "at", row.instant("created"));
    }
}
