/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum;

import java.util.Locale;
import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.host.forum.content.Tables;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells whether the forum's content can be read. */
@Component(service = HealthCheck.class)
public final class ForumHealth implements HealthCheck {

    private final Store store;
    private final Messages messages;

    @Activate
    public ForumHealth(@Reference Tables tables, @Reference Store store, @Reference Messages messages) {
        this.store = store;
        this.messages = messages;
    }

    @Override
    public Health check() {
        Phrases phrases = messages.in(Locale.ENGLISH, java.time.ZoneOffset.UTC);
        String part = phrases.get("health.part");
        try {
            store.read(reader -> reader.count(Statement.of(
                    "SELECT count(*) FROM (SELECT 1 FROM forum_post p JOIN forum_topic t ON t.id = p.topic LIMIT 1)")));
            return Health.good(part);
        } catch (RuntimeException e) {
            return Health.bad(part, phrases.get("health.unreadable", "reason", String.valueOf(e.getMessage())));
        }
    }
}
