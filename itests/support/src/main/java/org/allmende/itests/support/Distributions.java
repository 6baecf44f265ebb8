/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.allmende.testkit.runtime.Allmende;

/** The built distribution with something added, for tests. */
public final class Distributions {

    private Distributions() {}

    /**
     * The distribution with one more bundle in its runtime, laid out in {@code directory} by links.
     *
     * @param jar named {@code <symbolic name>-<version>.jar}
     */
    public static Path with(Path jar, Path directory) {
        Path built = Allmende.distribution();
        String name = jar.getFileName().toString().replace(".jar", "");
        int dash = name.lastIndexOf('-');
        String entry = "{\"id\": \"org.allmende:" + name.substring(0, dash) + ":" + name.substring(dash + 1) + "\"},";
        try (Stream<Path> jars = Files.list(built.resolve("bundles"))) {
            Path bundles = Files.createDirectories(directory.resolve("bundles"));
            for (Path bundle : jars.toList()) {
                Files.createSymbolicLink(bundles.resolve(bundle.getFileName()), bundle);
            }
            Files.createSymbolicLink(bundles.resolve(jar.getFileName()), jar);
            Files.createSymbolicLink(directory.resolve("features"), built.resolve("features"));
            String runtime = Files.readString(built.resolve("runtime.json"));
            String plugins = "{\"id\": \"org.allmende:org.allmende.plugins:";
            Files.writeString(directory.resolve("runtime.json"), runtime.replace(plugins, entry + "\n    " + plugins));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
