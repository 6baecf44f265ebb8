/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allmende.api.content.Ref;
import org.allmende.api.member.PersonalData;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Which announcements a member saw, and what they did with them; {@link Forgetting} takes the same away. Thread-safe. */
@Component(service = PersonalData.class)
public final class Belongings implements PersonalData {

    private final Store store;

    @Activate
    public Belongings(@Reference Store store) {
        this.store = store;
    }

    @Override
    public String part() {
        return "campaigns";
    }

    @Override
    public Map<String, Object> of(Ref member) {
        List<Map<String, Object>> seen = store.read(reader -> reader.list(
                Statement.of(
                        "SELECT s.*, c.title FROM campaigns_seen s LEFT JOIN campaigns_campaign c ON c.id = s.campaign"
                                + " WHERE s.member = ? ORDER BY s.shown, s.campaign",
                        member),
                Belongings::seen));
        return seen.isEmpty() ? Map.of() : Map.of("announcements", seen);
    }

    private static Map<String, Object> seen(Row row) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("campaign", Long.toString(row.number("campaign")));
        row.optionalText("title").ifPresent(title -> values.put("title", title));
        values.put("shown", row.instant("shown"));
        row.optionalInstant("dismissed").ifPresent(at -> values.put("dismissed", at));
        row.optionalInstant("clicked").ifPresent(at -> values.put("clicked", at));
        return values;
    }
}
