/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.FeatureReader;
import org.allmende.plugins.feature.Versions;
import org.allmende.plugins.site.Sites;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features that could be installed: those of the distribution, those that were uploaded, and those of sites. Looks at the
 * folders at each question, and reads a file again only when it has changed. Thread-safe.
 */
public final class Catalogue {

    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Path distribution;
    private final Repository repository;
    private final Sites sites;
    private final Map<Path, Read> read = new ConcurrentHashMap<>();

    /** A file that can't be used, and why. */
    public record Broken(String file, String reason) {}

    private record Read(FileTime changed, long size, Optional<Available> available, String reason) {}

    public Catalogue(Path distribution, Repository repository, Sites sites) {
        this.distribution = distribution;
        this.repository = repository;
        this.sites = sites;
    }

    public Repository repository() {
        return repository;
    }

    public Sites sites() {
        return sites;
    }

    /** All that is here and all that the sites have; by id, then by version, newest first. */
    public List<Release> releases() {
        Map<String, Release> releases = new HashMap<>();
        sites.entries().forEach(found -> {
            Release release = Release.of(found);
            releases.putIfAbsent(release.toString(), release);
        });
        for (Available here : all()) {
            Release known = releases.get(here.feature().toString());
            Release release = Release.of(here, Optional.ofNullable(known).flatMap(Release::site));
            releases.put(release.toString(), release);
        }
        return releases.values().stream()
                .sorted(Comparator.comparing(Release::id).thenComparing(Release::version, Versions.ORDER.reversed()))
                .toList();
    }

    /** In all versions, newest first. */
    public List<Release> releases(String id) {
        return releases().stream().filter(one -> one.id().equals(id)).toList();
    }

    /**
     * Brings here what a site has.
     *
     * @throws org.allmende.plugins.told.Refusal if it can't be had, or is not what was signed
     */
    public Available fetch(Release release) {
        if (release.here().isPresent()) {
            return release.here().get();
        }
        Sites.Found found = release.site().orElseThrow();
        Path archive = found.site().fetch(found.entry());
        try {
            return repository.add(archive, this, Optional.of(found.site().id()));
        } finally {
            try {
                Files.deleteIfExists(archive);
            } catch (IOException e) {
                LOG.warn("{} could not be deleted", archive, e);
            }
        }
    }

    /** By id, then by version, newest first. */
    public List<Available> all() {
        Map<String, Available> found = new HashMap<>();
        // What was uploaded cannot take the place of what was shipped: the same id and version is refused at upload.
        Stream.concat(uploaded().stream(), shipped().stream())
                .flatMap(file -> file.available().stream())
                .forEach(one -> found.put(one.feature().toString(), one));
        List<Available> all = new ArrayList<>(found.values());
        all.sort(Comparator.comparing((Available one) -> one.feature().id())
                .thenComparing(one -> one.feature().version(), Versions.ORDER.reversed()));
        return all;
    }

    /** In all versions, newest first. */
    public List<Available> of(String id) {
        return all().stream().filter(one -> one.feature().id().equals(id)).toList();
    }

    public Optional<Available> newest(String id) {
        return of(id).stream().findFirst();
    }

    public Optional<Available> find(String id, String version) {
        return of(id).stream()
                .filter(one -> one.feature().version().equals(version))
                .findFirst();
    }

    /** The ids of what came with the distribution. */
    public List<String> shippedIds() {
        return all().stream()
                .filter(Available::shipped)
                .map(one -> one.feature().id())
                .distinct()
                .toList();
    }

    public List<Broken> broken() {
        List<Broken> broken = new ArrayList<>();
        files(distribution.resolve("features")).forEach(file -> {
            Read one = read(file);
            if (one.available().isEmpty()) {
                broken.add(new Broken(file.getFileName().toString(), one.reason()));
            }
        });
        repository.broken().forEach(broken::add);
        return broken;
    }

    private List<Read> shipped() {
        return files(distribution.resolve("features")).stream().map(this::read).toList();
    }

    private List<Read> uploaded() {
        return repository.all().stream()
                .map(one -> new Read(FileTime.fromMillis(0), 0, Optional.of(one), ""))
                .toList();
    }

    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " can't be read", e);
        }
    }

    private Read read(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Read before = read.get(file);
            if (before != null
                    && before.changed().equals(attributes.lastModifiedTime())
                    && before.size() == attributes.size()) {
                return before;
            }
            Read now = readNow(file, attributes);
            read.put(file, now);
            return now;
        } catch (IOException e) {
            return new Read(FileTime.fromMillis(0), 0, Optional.empty(), file + " can't be read: " + e.getMessage());
        }
    }

    private Read readNow(Path file, BasicFileAttributes attributes) throws IOException {
        Optional<Available> available = Optional.empty();
        String reason = "";
        try {
            Feature feature = FeatureReader.read(file.getFileName().toString(), Files.readAllBytes(file));
            available = Optional.of(new Available(feature, jars(feature), Map.of(), new Provenance.Shipped()));
        } catch (ProblemException e) {
            reason = e.getMessage();
        }
        return new Read(attributes.lastModifiedTime(), attributes.size(), available, reason);
    }

    private Map<BundleId, Path> jars(Feature feature) {
        Map<BundleId, Path> jars = new HashMap<>();
        for (BundleId bundle : feature.bundles()) {
            jars.put(bundle, distribution.resolve("bundles").resolve(bundle.file()));
        }
        return jars;
    }
}
