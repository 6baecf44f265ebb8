/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.framework;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
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
 * that each generation has its own. Thread-safe.
 */
@Component(service = Settings.class)
public final class TargetedSettings implements Settings {

    private static final Logger LOG = LoggerFactory.getLogger(TargetedSettings.class);

    private final ConfigurationAdmin admin;

    @Activate
    public TargetedSettings(@Reference ConfigurationAdmin admin) {
        this.admin = admin;
    }

    @Override
    public void give(Collection<Bundle> bundles, Map<String, Map<String, Object>> configurations) throws IOException {
        for (Bundle bundle : bundles) {
            for (Map.Entry<String, Map<String, Object>> configuration : configurations.entrySet()) {
                configuration(configuration.getKey(), target(bundle)).update(dictionary(configuration.getValue()));
            }
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
    public void takeBack(String prefix) {
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
