/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.allmende.api.problem.Problem;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.FeatureReader;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.feature.Versions;
import org.allmende.plugins.journal.Durable;

/**
 * Makes a site: a folder that any web server can serve, or that is carried about.
 *
 * <pre>
 * archives/search-1.0.0.zip …   what there is
 * warnings.json                 written by hand: {"warnings":[{"feature":"search","before":"1.0.2","severity":"high","texts":{"":"…"}}]}
 * listing.json                  what {@link #build} found, not signed yet
 * keys/1.json …                 the keys that speak for the site, version by version
 * catalogue.json                the listing, signed
 * </pre>
 */
final class SiteBuilder {

    private static final String LISTING = "listing.json";
    private static final String WARNINGS = "warnings.json";
    private static final Duration KEYS_LAST = Duration.ofDays(2 * 365);

    private final Path site;
    private final Clock clock;

    SiteBuilder(Path site, Clock clock) {
        this.site = site;
        this.clock = clock;
    }

    /**
     * Puts features beside those that the site has, and lists them all.
     *
     * @param sources archives, folders of archives, or distributions
     * @param name what the site calls itself
     * @return what it lists now
     */
    Listing build(List<Path> sources, String name) throws IOException {
        Files.createDirectories(site.resolve("archives"));
        for (Path source : sources) {
            take(source);
        }
        List<Entry> entries = new ArrayList<>();
        for (Path archive : zips(site.resolve("archives"))) {
            entries.add(entry(archive));
        }
        entries.sort(Comparator.comparing(Entry::id)
                .thenComparing(
                        Comparator.comparing(Entry::version, Versions.ORDER).reversed()));
        // Serial and times are given when it is signed.
        Listing listing = new Listing(name, 0, Instant.EPOCH, Instant.EPOCH, entries, warnings());
        Durable.write(site.resolve(LISTING), listing.json());
        return listing;
    }

    private void take(Path source) throws IOException {
        if (Files.isRegularFile(source)) {
            keep(source);
        } else if (Files.isDirectory(source.resolve("features")) && Files.isDirectory(source.resolve("bundles"))) {
            pack(source);
        } else if (Files.isDirectory(source)) {
            for (Path archive : zips(source)) {
                keep(archive);
            }
        } else {
            throw Problem.invalid(
                            source.toString(), "is neither a feature archive, nor a folder of them, nor a distribution")
                    .asException();
        }
    }

    private static List<Path> zips(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        }
    }

    private void pack(Path distribution) throws IOException {
        try (Stream<Path> files = Files.list(distribution.resolve("features"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                byte[] json = Files.readAllBytes(file);
                Feature feature = FeatureReader.read(file.getFileName().toString(), json);
                Path packed = Files.createTempFile(site, "packing", ".part");
                try {
                    Archives.write(packed, feature, json, distribution.resolve("bundles"));
                    keep(packed);
                } finally {
                    Files.deleteIfExists(packed);
                }
            }
        }
    }

    /** An archive that was published never changes: who has fetched it has its hash. */
    private void keep(Path archive) throws IOException {
        Feature feature = feature(archive);
        Path kept = site.resolve("archives").resolve(feature.id() + "-" + feature.version() + ".zip");
        if (!Files.exists(kept)) {
            Files.copy(archive, kept, StandardCopyOption.COPY_ATTRIBUTES);
        } else if (Files.mismatch(archive, kept) >= 0) {
            throw Problem.conflict(feature + " is on the site already, with another content. Give what has changed"
                            + " another version.")
                    .asException();
        }
    }

    private static Feature feature(Path archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry json = zip.getEntry("feature.json");
            if (json == null) {
                throw Problem.invalid(archive.toString(), "has no entry feature.json")
                        .asException();
            }
            try (InputStream in = zip.getInputStream(json)) {
                return FeatureReader.read(archive.getFileName() + "!/feature.json", in.readNBytes(StrictJson.SIZE + 1));
            }
        }
    }

    private Entry entry(Path archive) throws IOException {
        Feature feature = feature(archive);
        return new Entry(
                feature.id(),
                feature.version(),
                feature.names(),
                feature.about().changes(),
                "archives/" + archive.getFileName(),
                Hashes.sha256(archive),
                Files.size(archive),
                needs(archive, feature),
                feature.about().deprecated(),
                feature.about().picture());
    }

    private Entry.Needs needs(Path archive, Feature feature) throws IOException {
        int java = 0;
        Map<String, String> contract = new TreeMap<>();
        Set<String> services = new TreeSet<>();
        Path jar = Files.createTempFile(site, "reading", ".part");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (BundleId bundle : feature.bundles()) {
                ZipEntry entry = zip.getEntry("bundles/" + bundle.file());
                if (entry == null) {
                    throw Problem.invalid(
                                    archive.getFileName().toString(),
                                    "names the bundle " + bundle + ", but has no entry bundles/" + bundle.file())
                            .asException();
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, jar, StandardCopyOption.REPLACE_EXISTING);
                }
                JarNeeds needs = JarNeeds.of(jar);
                java = Math.max(java, needs.java());
                contract.putAll(needs.contract());
                services.addAll(needs.services());
            }
        } finally {
            Files.deleteIfExists(jar);
        }
        return new Entry.Needs(
                java, feature.about().capabilities(), feature.about().requires(), contract, List.copyOf(services));
    }

    private List<Warning> warnings() throws IOException {
        Path file = site.resolve(WARNINGS);
        if (!Files.exists(file)) {
            return List.of();
        }
        return StrictJson.object(WARNINGS, Files.readAllBytes(file)).needed("warnings").list().stream()
                .map(Warning::read)
                .toList();
    }

    /**
     * Signs what {@link #build} listed. The first time, the signing keys become those that speak for the site.
     *
     * @param lasts how long the catalogue is to be believed
     * @return the fingerprint of the first keys, which administrators compare
     */
    String sign(List<SigningKey> signing, Duration lasts) throws IOException {
        if (!Files.exists(site.resolve(LISTING))) {
            throw Problem.invalid(site.toString(), "has no listing yet. It is made by: allmende site build " + site)
                    .asException();
        }
        if (!Files.exists(site.resolve(Keys.file(1)))) {
            publish(new Keys(1, clock.instant().plus(KEYS_LAST), 1, verifying(signing)), signing);
        }
        Keys keys = keys();
        Listing listing = draft();
        Instant now = clock.instant();
        Listing next =
                new Listing(listing.name(), serial() + 1, now, now.plus(lasts), listing.entries(), listing.warnings());
        Envelope envelope = signed(Envelope.of(Listing.TYPE, next.json()), signing);
        if (!keys.haveSigned(envelope)) {
            throw notEnough(keys);
        }
        Durable.write(site.resolve(Listing.FILE), envelope.json());
        return Keys.fingerprint(envelope(Keys.file(1)));
    }

    /**
     * Changes the keys that speak for the site.
     *
     * @param signing enough of those that speak for it now, and of those to come
     * @param to those to come
     */
    Keys rotate(List<SigningKey> signing, List<SigningKey> to, int threshold) throws IOException {
        Keys before = keys();
        Keys next = new Keys(before.version() + 1, clock.instant().plus(KEYS_LAST), threshold, verifying(to));
        List<SigningKey> all = new ArrayList<>(signing);
        to.stream()
                .filter(key -> signing.stream()
                        .noneMatch(one ->
                                one.verifying().id().equals(key.verifying().id())))
                .forEach(all::add);
        Envelope envelope = signed(Envelope.of(Keys.TYPE, next.json()), all);
        if (!before.haveSigned(envelope)) {
            throw notEnough(before);
        }
        before.following(Keys.file(next.version()), envelope);
        Durable.write(site.resolve(Keys.file(next.version())), envelope.json());
        return next;
    }

    private void publish(Keys keys, List<SigningKey> signing) throws IOException {
        Files.createDirectories(site.resolve("keys"));
        Durable.write(
                site.resolve(Keys.file(keys.version())),
                signed(Envelope.of(Keys.TYPE, keys.json()), signing).json());
    }

    private static Envelope signed(Envelope envelope, List<SigningKey> signing) {
        Envelope signed = envelope;
        for (SigningKey key : signing) {
            signed = signed.signedBy(key);
        }
        return signed;
    }

    private static Map<String, VerifyingKey> verifying(List<SigningKey> keys) {
        Map<String, VerifyingKey> verifying = new HashMap<>();
        keys.forEach(key -> verifying.put(key.verifying().id(), key.verifying()));
        return verifying;
    }

    private static RuntimeException notEnough(Keys keys) {
        return Problem.invalid(
                        "--key",
                        "is to be given for " + keys.threshold() + " of the keys that speak for the site: "
                                + new TreeSet<>(keys.keys().keySet()))
                .asException();
    }

    /** The newest. */
    private Keys keys() throws IOException {
        long version = 1;
        while (Files.exists(site.resolve(Keys.file(version + 1)))) {
            version++;
        }
        return Keys.read(Keys.file(version), envelope(Keys.file(version)));
    }

    private Envelope envelope(String file) throws IOException {
        return Envelope.read(file, Files.readAllBytes(site.resolve(file)));
    }

    private long serial() throws IOException {
        return Files.exists(site.resolve(Listing.FILE))
                ? Listing.read(Listing.FILE, envelope(Listing.FILE)).serial()
                : 0;
    }

    /** What it calls itself so far. */
    Optional<String> name() throws IOException {
        return Files.exists(site.resolve(LISTING)) ? Optional.of(draft().name()) : Optional.empty();
    }

    private Listing draft() throws IOException {
        return Listing.read(StrictJson.object(LISTING, Files.readAllBytes(site.resolve(LISTING)), Envelope.LARGEST));
    }
}
