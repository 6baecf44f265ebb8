/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.feature;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** Who a jar says that it is, whatever its file is called: its symbolic name and version. */
public record JarIdentity(String symbolicName, Version version) {

    /**
     * @return empty if the jar is no bundle
     * @throws IOException if it is no jar
     */
    public static Optional<JarIdentity> of(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = main.getValue(Constants.BUNDLE_SYMBOLICNAME);
            Version version = Version.parseVersion(main.getValue(Constants.BUNDLE_VERSION));
            return Optional.ofNullable(name).map(text -> new JarIdentity(text.split(";")[0].trim(), version));
        } catch (IllegalArgumentException e) {
            throw new IOException(jar.getFileName() + " has no proper Bundle-Version: " + e.getMessage(), e);
        }
    }
}
