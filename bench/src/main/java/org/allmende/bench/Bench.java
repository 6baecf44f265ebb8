/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Runs the benchmark named first on the command line and keeps what it measured. */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        List<Benchmark> known = ServiceLoader.load(Benchmark.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        Benchmark chosen = arguments.length == 0
                ? null
                : known.stream()
                        .filter(benchmark -> benchmark.name().equals(arguments[0]))
                        .findFirst()
                        .orElse(null);
        if (chosen == null) {
            System.err.println("bench/run NAME [options], where NAME is one of");
            known.forEach(benchmark -> System.err.println("  " + benchmark.name() + "  " + benchmark.usage()));
            System.exit(2);
            return;
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("benchmark", chosen.name());
        result.put("at", Instant.now().toString());
        result.put("options", Options.of(arguments, 1).values());
        result.put("machine", Machine.describe());
        result.putAll(chosen.run(Options.of(arguments, 1)));
        Path file = root().resolve("bench/target/" + chosen.name() + ".json");
        Files.createDirectories(file.getParent());
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(file.toFile(), result);
        System.out.println("written to " + root().relativize(file));
    }

    /** The checkout. */
    static Path root() {
        return Path.of(System.getProperty("allmende.root", "."))
                .toAbsolutePath()
                .normalize();
    }

    /** The built distribution. */
    static Path distribution() {
        return root().resolve("features/distribution/target/allmende");
    }
}
