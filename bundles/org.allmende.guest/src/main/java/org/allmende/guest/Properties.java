/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;

/**
 * What the launcher says by framework properties. Those of a framework that runs cannot be changed, so they are system
 * properties here, which a framework looks at for what it does not know itself.
 */
final class Properties {

    private final Map<String, String> set;

    private Properties(Map<String, String> set) {
        this.set = set;
    }

    /** What somebody has said already stays as it is. */
    static Properties set(BundleContext context, Path home, Path distribution) throws IOException {
        Path natives = Files.createDirectories(home.resolve("native"));
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("allmende.home", home.toString());
        wanted.put("allmende.dist", distribution.toString());
        wanted.put("allmende.context", "org.allmende");
        wanted.put("allmende.base", "/allmende");
        wanted.put("org.sqlite.tmpdir", natives.toString());
        wanted.keySet().removeIf(name -> context.getProperty(name) != null);
        wanted.forEach(System::setProperty);
        return new Properties(wanted);
    }

    void unset() {
        set.keySet().forEach(System::clearProperty);
    }
}
