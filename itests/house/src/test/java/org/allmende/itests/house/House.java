/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The folders, the built bundles and the Feature JSON, as the tests look at them. */
final class House {

    static final Path ROOT =
            Path.of(System.getProperty("house", "../..")).toAbsolutePath().normalize();
    static final Path DISTRIBUTION = ROOT.resolve("features/distribution/target/allmende");

    /** What several runtime bundles do in the same way: each has a private copy of the package, from a folder of that name. */
    static final String COPIED = "org.allmende.attendance";

    /** The launcher is there before the framework is, and the kit for tests never: they are no bundles. */
    private static final Set<String> NO_BUNDLES = Set.of("org.allmende.launcher", "org.allmende.testkit", House.COPIED);

    /** They come in another system's framework only, so they are not in the distribution. */
    static final Set<String> ELSEWHERE = Set.of("org.allmende.guest");

    private House() {}

    /** From the lowest up; a bundle may import from lower ones only. */
    enum Storey {
        LIBRARY,
        CONTRACT,
        RUNTIME,
        FEATURE,
        HOST
    }

    /**
     * One of our bundles.
     *
     * @param headers main attributes of its manifest
     * @param packages packages that have classes in the jar
     */
    record Bundle(String name, Storey storey, Path folder, Map<String, String> headers, Set<String> packages) {

        Set<String> exports() {
            return clauses("Export-Package").keySet();
        }

        Set<String> imports() {
            return clauses("Import-Package").keySet();
        }

        /** Names in a header, with whatever follows them. */
        SequencedMap<String, String> clauses(String header) {
            SequencedMap<String, String> clauses = new LinkedHashMap<>();
            // Commas in quotes separate nothing.
            for (String clause : headers.getOrDefault(header, "").split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
                if (!clause.isBlank()) {
                    String[] parts = clause.split(";", 2);
                    clauses.put(parts[0].strip(), parts.length > 1 ? parts[1] : "");
                }
            }
            return clauses;
        }

        /** Its Java sources, without tests. */
        Map<Path, String> sources() {
            return House.sources(folder);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The Java sources of a folder under bundles/, without tests. */
    static Map<Path, String> sources(Path folder) {
        Path sources = folder.resolve("src/main/java");
        if (!Files.isDirectory(sources)) {
            return Map.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(file -> ROOT.relativize(file), House::text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Folders under bundles/ that make a bundle. */
    static List<String> folders() {
        try (Stream<Path> folders = Files.list(ROOT.resolve("bundles"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !NO_BUNDLES.contains(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Our bundles in the distribution, by name. */
    static Collection<Bundle> bundles() {
        Map<String, Bundle> bundles = new TreeMap<>();
        Set<String> runtime = named(DISTRIBUTION.resolve("runtime.json"));
        for (String name : folders()) {
            bundles.put(name, bundle(name, runtime));
        }
        return bundles.values();
    }

    private static Bundle bundle(String name, Set<String> runtime) {
        Path folder = ROOT.resolve("bundles").resolve(name);
        try (Stream<Path> jars = Files.list(folder.resolve("target"));
                JarFile jar = new JarFile(
                        jars.filter(file -> file.getFileName().toString().matches(name + "-[0-9.]+\\.jar"))
                                .findFirst()
                                .orElseThrow(() -> new AssertionError(name + " is not built"))
                                .toFile())) {
            Map<String, String> headers = new TreeMap<>();
            jar.getManifest()
                    .getMainAttributes()
                    .forEach((key, value) -> headers.put(key.toString(), value.toString()));
            Set<String> packages = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(entry ->
                            entry.endsWith(".class") && entry.indexOf('/') > 0 && !entry.startsWith("META-INF/"))
                    .map(entry -> entry.substring(0, entry.lastIndexOf('/')).replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Bundle(name, storey(name, runtime), folder, headers, packages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Storey storey(String name, Set<String> runtime) {
        if (name.startsWith("org.allmende.lib.")) {
            return Storey.LIBRARY;
        }
        if (name.startsWith("org.allmende.host.")) {
            return Storey.HOST;
        }
        if (name.endsWith(".api")) {
            return Storey.CONTRACT;
        }
        return runtime.contains(name) ? Storey.RUNTIME : Storey.FEATURE;
    }

    /** Artifact ids that a Feature JSON names. */
    static Set<String> named(Path feature) {
        return ids(feature).stream().map(id -> id.split(":")[1]).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The bundles' ids in a Feature JSON, in order. */
    static List<String> ids(Path feature) {
        return json(feature)
                .path("bundles")
                .valueStream()
                .map(bundle -> bundle.path("id").asString())
                .toList();
    }

    static JsonNode json(Path file) {
        return JsonMapper.shared().readTree(text(file));
    }

    /** The Feature JSON files of the distribution, runtime.json first. */
    static List<Path> features() {
        try (Stream<Path> files = Files.list(DISTRIBUTION.resolve("features"))) {
            return Stream.concat(Stream.of(DISTRIBUTION.resolve("runtime.json")), files.sorted())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
