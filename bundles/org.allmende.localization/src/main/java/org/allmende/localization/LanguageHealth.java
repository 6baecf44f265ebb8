/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import org.allmende.api.health.Health;
import org.allmende.api.health.HealthCheck;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.lib.languages.LanguageTable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether what the feature needs is there: its tables in the store and the file that languages are found by. */
@Component
public final class LanguageHealth implements HealthCheck {

    private final Store store;

    @Activate
    public LanguageHealth(@Reference Store store) {
        this.store = store;
    }

    @Override
    public Health check() {
        if (!LanguageTable.isThere()) {
            return Health.bad("localization", "the table of languages is missing in org.allmende.lib.languages");
        }
        try {
            store.read(reader -> reader.count(Statement.of("SELECT 1 FROM localization_post LIMIT 1")));
            return Health.good("localization");
        } catch (Store.Unavailable e) {
            return Health.bad("localization", "the languages of posts can't be read: " + e.getMessage());
        }
    }
}
