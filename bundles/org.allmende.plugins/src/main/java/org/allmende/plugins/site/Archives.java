/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;

/** Writes feature archives; the same feature becomes the same bytes. */
public final class Archives {

    private static final FileTime NO_TIME =
            FileTime.fromMillis(315_532_800_000L); // 1980, where the time of zip files begins

    private Archives() {}

    /**
     * @param json the Feature JSON, as it was read
     * @param bundles the folder that its bundles lie in
     */
    public static void write(Path archive, Feature feature, byte[] json, Path bundles) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, "feature.json", json);
            for (BundleId bundle : feature.bundles()) {
                put(zip, "bundles/" + bundle.file(), Files.readAllBytes(bundles.resolve(bundle.file())));
            }
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
