/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.guest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/**
 * The features that came with the suite, laid out as files: bundles with the header {@value #HEADER} hold them below the path
 * that it names, {@code features/} and {@code bundles/} as in the distribution.
 */
final class Distribution {

    static final String HEADER = "Allmende-Distribution";

    private final Path place;

    Distribution(Path place) {
        this.place = place;
    }

    /** Brings the directory up to what the bundles hold. What lies there already is not written anew. */
    Path lay(Bundle[] bundles) throws IOException {
        Files.createDirectories(place.resolve("features"));
        Files.createDirectories(place.resolve("bundles"));
        Set<Path> wanted = new HashSet<>();
        for (Bundle bundle : bundles) {
            String root = bundle.getHeaders("").get(HEADER);
            if (root != null) {
                lay(bundle, root.endsWith("/") ? root : root + "/", wanted);
            }
        }
        remove(wanted);
        return place;
    }

    private void lay(Bundle bundle, String root, Set<Path> wanted) throws IOException {
        for (URL entry : entries(bundle, root)) {
            String name = entry.getPath().substring(entry.getPath().indexOf(root) + root.length());
            Path file = place.resolve(name).normalize();
            if (!file.startsWith(place)) {
                throw new IOException("The bundle " + bundle.getSymbolicName() + " holds " + name
                        + ", which would lie outside of " + place);
            }
            wanted.add(file);
            lay(entry, file);
        }
    }

    private static List<URL> entries(Bundle bundle, String root) {
        List<URL> entries = new ArrayList<>();
        for (String folder : List.of("features", "bundles")) {
            var found = bundle.findEntries(root + folder, "*", false);
            if (found != null) {
                entries.addAll(Collections.list(found));
            }
        }
        return entries;
    }

    /** Under its name at last, so that a start that was cut off leaves no half of one. */
    private static void lay(URL entry, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (InputStream content = entry.openStream()) {
            Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.exists(file) && Files.mismatch(file, part) < 0) {
            Files.delete(part);
            return;
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void remove(Set<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isRegularFile(file) && !wanted.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }
}
