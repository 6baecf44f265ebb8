/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.store.Migrations;
import org.allmende.api.store.Row;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.journal.JsonLine;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What administrators want otherwise than the features' own settings. It stays when its feature is removed, and is found again
 * when the feature comes back. Does not judge. Thread-safe.
 */
@Component(service = SettingsTable.class)
public final class SettingsTable {

    /**
     * The overrides of a PID.
     *
     * @param values texts, numbers, flags and lists of these, by key; references unresolved
     * @param revision grows with every change; 0 if nothing was ever set
     */
    public record Kept(Map<String, Object> values, long revision) {

        public static final Kept NOTHING = new Kept(Map.of(), 0);
    }

    private final Store store;

    @Activate
    public SettingsTable(BundleContext context, @Reference Store store, @Reference Migrations migrations) {
        this(store);
        migrations.apply("settings", context.getBundle(), rows -> {});
    }

    SettingsTable(Store store) {
        this.store = store;
    }

    public Kept find(String pid) {
        return store.read(reader -> reader.first(
                        Statement.of("SELECT pid, settings, revision FROM settings_override WHERE pid = ?", pid),
                        SettingsTable::kept))
                .orElse(Kept.NOTHING);
    }

    /** By PID, those that have ever been set. */
    public Map<String, Kept> all() {
        Map<String, Kept> all = new LinkedHashMap<>();
        store.read(reader -> reader.list(
                Statement.of("SELECT pid, settings, revision FROM settings_override ORDER BY pid"),
                row -> Optional.ofNullable(all.put(row.text("pid"), kept(row)))));
        return all;
    }

    /** Fails with a conflict if somebody was faster than {@code before}. */
    public Unit keeping(String pid, Map<String, Object> values, Kept before) {
        String json = new String(JsonLine.of(values), StandardCharsets.UTF_8).strip();
        Statement statement = before.revision() == 0
                ? Statement.of(
                        "INSERT INTO settings_override (pid, settings, revision) VALUES (?, ?, 1) ON CONFLICT DO NOTHING",
                        pid,
                        json)
                : Statement.of(
                        "UPDATE settings_override SET settings = ?, revision = revision + 1 WHERE pid = ? AND revision = ?",
                        json,
                        pid,
                        before.revision());
        return Unit.of(statement.expecting(1));
    }

    private static Kept kept(Row row) {
        byte[] json = row.text("settings").getBytes(StandardCharsets.UTF_8);
        Map<String, Object> values = new LinkedHashMap<>();
        StrictJson.object(row.text("pid"), json).object().forEach((key, node) -> values.put(key, node.plain()));
        return new Kept(Map.copyOf(values), row.number("revision"));
    }
}
