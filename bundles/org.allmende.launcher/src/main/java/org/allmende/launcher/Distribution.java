/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The unpacked distribution: what {@code runtime.json} says, and the jars beside it.
 *
 * <p>{@code runtime.json} is OSGi Feature JSON. Its bundles are started in the order in which they stand there; what belongs
 * into the framework's own properties stands in the extension {@code framework-launching-properties}.
 *
 * @param bundles the jars of the runtime, in start order
 * @param properties framework properties
 */
record Distribution(Path path, List<Path> bundles, Map<String, Object> properties) {

    /** The distribution that this program is part of: {@code lib/} lies in it. */
    static Distribution here() {
        String said = System.getProperty("allmende.dist");
        if (said != null) {
            return at(Path.of(said).toAbsolutePath().normalize());
        }
        throw new Failure("Start Allmende by the command bin/allmende of its distribution.");
    }

    static Distribution at(Path path) {
        Path file = path.resolve("runtime.json");
        try {
            Map<String, Object> runtime = Json.object(Files.readString(file));
            List<Path> bundles = list(runtime, "bundles").stream()
                    .map(entry -> jar(path, entry))
                    .toList();
            Map<String, Object> extension = map(map(runtime, "extensions"), "framework-launching-properties");
            return new Distribution(path, bundles, map(extension, "json"));
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    "The distribution is damaged: " + file + " cannot be read (" + e.getMessage()
                            + "). Build or unpack it again.",
                    e);
        }
    }

    private static Path jar(Path path, Object entry) {
        if (!(entry instanceof Map<?, ?> bundle) || !(bundle.get("id") instanceof String id)) {
            throw new IllegalArgumentException("a bundle is {\"id\":\"group:artifact:version\"}");
        }
        String[] parts = id.split(":");
        if (parts.length != 3) {
            throw new IllegalArgumentException("a bundle's id is group:artifact:version, not " + id);
        }
        Path jar = path.resolve("bundles").resolve(parts[1] + "-" + parts[2] + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(jar.getFileName() + " is missing");
        }
        return jar;
    }

    private static List<?> list(Map<String, Object> from, String key) {
        if (from.get(key) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("\"" + key + "\" must be a list");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> from, String key) {
        return from.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
