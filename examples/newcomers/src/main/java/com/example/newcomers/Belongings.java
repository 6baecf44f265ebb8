/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package com.example.newcomers;

import java.util.Map;
import org.allmende.api.content.Ref;
import org.allmende.api.member.PersonalData;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What is kept about a member, for their export; {@link FirstPosts} takes the same away when they are erased. Thread-safe. */
@Component(service = PersonalData.class)
public final class Belongings implements PersonalData {

    private final Store store;

    @Activate
    public Belongings(@Reference Store store) {
        this.store = store;
    }

    @Override
    public String part() {
        return "newcomers";
    }

    @Override
    public Map<String, Object> of(Ref member) {
        return store.read(reader -> reader.first(
                        Statement.of("SELECT post, written FROM newcomers_first WHERE member = ?", member),
                        row -> Map.<String, Object>of(
                                "firstPost", row.text("post"), "written", row.instant("written"))))
                .orElse(Map.of());
    }
}
