/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.dev;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.allmende.api.problem.Problem;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.FeatureReader;

/**
 * A feature's project on the disk: a folder with its Feature JSON and the jars that a build has made. Not thread-safe.
 *
 * <p>The Feature JSON is {@code target/feature/feature.json} (with what Maven puts in place of its variables), else
 * {@code feature.json}. A jar is looked for beside it in {@code bundles/}, in {@code target/}, and in {@code target/} of the
 * folders below. A bundle that is found nowhere has to come with the distribution.
 */
final class Project {

    private final Path folder;

    Project(Path folder) {
        this.folder = folder;
    }

    /** What the files are like; equal as long as nothing has been built. */
    record State(Map<Path, String> files) {}

    /** @return empty as long as there is no Feature JSON, or a jar is being written */
    Optional<State> state() throws IOException {
        Optional<Path> json = json();
        if (json.isEmpty()) {
            return Optional.empty();
        }
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(json.get(), stamp(json.get()));
        for (Path jar : jars(feature(json.get())).values()) {
            if (!isWhole(jar)) {
                return Optional.empty();
            }
            files.put(jar, stamp(jar));
        }
        return Optional.of(new State(files));
    }

    private Optional<Path> json() {
        return List.of(folder.resolve("target/feature/feature.json"), folder.resolve("feature.json")).stream()
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Feature feature(Path json) throws IOException {
        return FeatureReader.read(json.getFileName().toString(), Files.readAllBytes(json));
    }

    private static String stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.size() + " " + attributes.lastModifiedTime();
    }

    private static boolean isWhole(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry("META-INF/MANIFEST.MF") != null;
        } catch (IOException e) {
            return false;
        }
    }

    private Map<BundleId, Path> jars(Feature feature) throws IOException {
        Map<BundleId, Path> jars = new LinkedHashMap<>();
        for (BundleId bundle : feature.bundles()) {
            Optional<Path> jar = places().stream()
                    .map(place -> place.resolve(bundle.file()))
                    .filter(Files::isRegularFile)
                    .findFirst();
            jar.ifPresent(found -> jars.put(bundle, found));
        }
        return jars;
    }

    private List<Path> places() throws IOException {
        List<Path> places = new java.util.ArrayList<>(
                List.of(folder.resolve("target/feature/bundles"), folder.resolve("bundles"), folder.resolve("target")));
        try (var below = Files.list(folder)) {
            below.filter(Files::isDirectory)
                    .map(module -> module.resolve("target"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .forEach(places::add);
        }
        return places;
    }

    /**
     * Packs what was built, as a version of its own: an archive never changes, so each build is another one.
     *
     * @param build what its version ends with, after {@code -dev}
     * @return the archive, in a temporary file
     */
    Path pack(long build) throws IOException {
        Path json = json().orElseThrow(() -> new IOException("there is no Feature JSON in " + folder));
        Feature feature = feature(json);
        Path archive = Files.createTempFile("allmende-dev", ".zip");
        try (OutputStream file = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(1);
            zip.putNextEntry(new ZipEntry("feature.json"));
            zip.write(renamed(Files.readString(json), feature, build).getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<BundleId, Path> jar : jars(feature).entrySet()) {
                zip.putNextEntry(new ZipEntry("bundles/" + jar.getKey().file()));
                Files.copy(jar.getValue(), zip);
            }
        }
        return archive;
    }

    private static String renamed(String json, Feature feature, long build) {
        String end = ":" + feature.id() + ":" + feature.version() + "\"";
        int at = json.indexOf(end);
        if (at < 0) {
            throw Problem.invalid("id", "must be written without escapes in the Feature JSON")
                    .asException();
        }
        int until = at + end.length() - 1;
        return json.substring(0, until) + "-dev" + build + json.substring(until);
    }
}
