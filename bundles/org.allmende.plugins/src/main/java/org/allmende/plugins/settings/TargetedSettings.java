/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.settings;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allmende.plugins.framework.Settings;
import org.allmende.plugins.settings.SettingsTable.Kept;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives settings by targeted PIDs, {@code pid|symbolic name|version|location}: the location holds the generation's number, so
 * that each generation has its own. What administrators want otherwise comes over what the feature brings. Bundles of the
 * runtime get theirs at the start, by plain PIDs. One at a time: a change comes upon no bundle that is being taken away.
 */
@Component(service = {Settings.class, TargetedSettings.class})
public final class TargetedSettings implements Settings {

    private static final Logger LOG = LoggerFactory.getLogger(TargetedSettings.class);

    private final ConfigurationAdmin admin;
    private final SettingsTable table;
    private final Schemas schemas;

    /** Who was given settings and is there still, and what their features bring, by location. */
    private final Map<String, Given> given = new HashMap<>();

    private record Given(Bundle bundle, Map<String, Map<String, Object>> brought) {}

    @Activate
    public TargetedSettings(
            @Reference ConfigurationAdmin admin, @Reference SettingsTable table, @Reference Schemas schemas)
            throws IOException {
        this.admin = admin;
        this.table = table;
        this.schemas = schemas;
        for (Map.Entry<String, Kept> kept : table.all().entrySet()) {
            // Whoever reads it may not run yet, so nobody is asked; a generation's own will hide it.
            plain(kept.getKey(), kept.getValue().values());
        }
    }

    @Override
    public synchronized void give(Collection<Bundle> bundles, Map<String, Map<String, Object>> configurations)
            throws IOException {
        Map<String, Kept> overrides = table.all();
        for (Bundle bundle : bundles) {
            given.put(bundle.getLocation(), new Given(bundle, configurations));
            Set<String> pids = new LinkedHashSet<>(configurations.keySet());
            overrides.keySet().stream()
                    .filter(pid -> schemas.declares(bundle, pid))
                    .forEach(pids::add);
            for (String pid : pids) {
                Kept kept = overrides.getOrDefault(pid, Kept.NOTHING);
                give(bundle, pid, configurations.getOrDefault(pid, Map.of()), kept);
            }
        }
    }

    private void give(Bundle bundle, String pid, Map<String, Object> brought, Kept kept) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>(brought);
        values.putAll(kept.values());
        configuration(pid, target(bundle)).update(dictionary(values));
    }

    /** Gives what a PID has now to all that read it and run. */
    synchronized void deliver(String pid) throws IOException {
        Kept kept = table.find(pid);
        boolean generations = false;
        for (Given one : given.values()) {
            if (schemas.declares(one.bundle(), pid)) {
                give(one.bundle(), pid, one.brought().getOrDefault(pid, Map.of()), kept);
                generations = true;
            }
        }
        plain(pid, generations ? Map.of() : kept.values());
    }

    /** For a bundle of the runtime. */
    private void plain(String pid, Map<String, Object> values) throws IOException {
        Configuration configuration = admin.getConfiguration(pid, "?");
        if (values.isEmpty()) {
            configuration.delete();
        } else {
            configuration.update(dictionary(values));
        }
    }

    private Configuration configuration(String pid, String target) throws IOException {
        int name = pid.indexOf('~');
        return name < 0
                ? admin.getConfiguration(pid + target, "?")
                : admin.getFactoryConfiguration(pid.substring(0, name) + target, pid.substring(name + 1), "?");
    }

    private static String target(Bundle bundle) {
        return "|" + bundle.getSymbolicName() + "|" + bundle.getVersion() + "|" + bundle.getLocation();
    }

    private static Hashtable<String, Object> dictionary(Map<String, Object> values) {
        Hashtable<String, Object> dictionary = new Hashtable<>();
        values.forEach((name, value) -> dictionary.put(name, value instanceof List<?> list ? array(list) : value));
        return dictionary;
    }

    private static Object array(List<?> list) {
        Class<?> type = list.isEmpty() ? String.class : list.getFirst().getClass();
        Object array = Array.newInstance(type, list.size());
        for (int i = 0; i < list.size(); i++) {
            Array.set(array, i, list.get(i));
        }
        return array;
    }

    @Override
    public synchronized void takeBack(String prefix) {
        given.keySet().removeIf(location -> location.startsWith(prefix));
        try {
            Configuration[] all = admin.listConfigurations("(service.pid=*" + escaped("|" + prefix) + "*)");
            for (Configuration one : all == null ? new Configuration[0] : all) {
                one.delete();
            }
        } catch (IOException | InvalidSyntaxException e) {
            // Nobody will ever have that location again, so what stays is only litter until the next start.
            LOG.debug("Settings of {} were not taken back", prefix, e);
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("(", "\\(")
                .replace(")", "\\)")
                .replace("*", "\\*");
    }
}
