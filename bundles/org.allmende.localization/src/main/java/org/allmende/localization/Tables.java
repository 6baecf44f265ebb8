/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.localization;

import java.lang.ref.SoftReference;
import org.allmende.lib.languages.LanguageTable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Holds the table that languages are found by: loaded when the first text comes, not at the start, and given back when
 * memory is short or the feature goes. Thread-safe.
 */
@Component(service = Tables.class)
public final class Tables {

    private SoftReference<LanguageTable> kept = new SoftReference<>(null);

    synchronized LanguageTable table() {
        LanguageTable table = kept.get();
        if (table == null) {
            table = LanguageTable.load();
            kept = new SoftReference<>(table);
        }
        return table;
    }

    @Deactivate
    synchronized void release() {
        kept.clear();
    }
}
