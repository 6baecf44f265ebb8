/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.feature.BundleId;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.feature.FeatureReader;
import org.allmende.plugins.feature.StrictJson;
import org.allmende.plugins.journal.Durable;
import org.allmende.plugins.journal.JsonLine;
import org.allmende.plugins.site.Hashes;

/**
 * What was uploaded: each bundle in a file named by its SHA-256, each feature in a small file that names them. Nothing is ever
 * overwritten, so what a generation was made of stays what it was. Thread-safe.
 */
public final class Repository {

    private static final String FEATURE = "feature.json";
    private static final String BUNDLES = "bundles/";
    private static final long LARGEST = 256L << 20;

    private final Path folder;
    private final Path distribution;
    /** By file; the files never change. */
    private final Map<Path, Available> known = new ConcurrentHashMap<>();

    /**
     * @param folder where it is kept; made at the first upload
     * @param distribution whose bundles an archive may leave out
     */
    public Repository(Path folder, Path distribution) {
        this.folder = folder;
        this.distribution = distribution;
    }

    List<Available> all() {
        List<Available> all = new ArrayList<>();
        for (Path file : Catalogue.files(folder)) {
            read(file).ifPresent(all::add);
        }
        return all;
    }

    List<Catalogue.Broken> broken() {
        List<Catalogue.Broken> broken = new ArrayList<>();
        for (Path file : Catalogue.files(folder)) {
            try {
                parse(file);
            } catch (ProblemException e) {
                broken.add(new Catalogue.Broken(file.getFileName().toString(), e.getMessage()));
            }
        }
        return broken;
    }

    private Optional<Available> read(Path file) {
        try {
            return Optional.of(known.computeIfAbsent(file, this::parse));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private Available parse(Path file) {
        try {
            String name = file.getFileName().toString();
            StrictJson.Node record = StrictJson.object(name, Files.readAllBytes(file));
            Feature feature =
                    FeatureReader.read(name, record.needed("feature").text().getBytes(StandardCharsets.UTF_8));
            Map<BundleId, Path> jars = new HashMap<>();
            Map<BundleId, String> hashes = new HashMap<>();
            record.needed("bundles").object().forEach((id, hash) -> {
                BundleId bundle = BundleId.parse(id);
                jars.put(bundle, jar(hash.text()));
                hashes.put(bundle, hash.text());
            });
            for (BundleId bundle : feature.bundles()) {
                jars.putIfAbsent(bundle, shipped(bundle));
            }
            return new Available(feature, jars, hashes, provenance(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
    }

    /** Who vouches for it stands beside it: what was uploaded unsigned may turn up on a site. */
    private static Path voucher(Path file) {
        return file.resolveSibling(file.getFileName().toString().replaceAll("json$", "signed"));
    }

    private static Provenance provenance(Path file) throws IOException {
        Path voucher = voucher(file);
        return Files.exists(voucher)
                ? new Provenance.Signed(Files.readString(voucher).strip())
                : new Provenance.Unsigned();
    }

    private Path jar(String hash) {
        return folder.resolve(hash + ".jar");
    }

    private Path shipped(BundleId bundle) {
        return distribution.resolve("bundles").resolve(bundle.file());
    }

    /**
     * Takes in a feature archive: a zip of {@value #FEATURE} and {@code bundles/<artifact>-<version>.jar}. Taking in the same
     * again changes nothing.
     *
     * @param site what vouches for it, if a site does
     * @throws ProblemException naming the entry that is wrong, or of status 409 if there is another feature of this id and
     *     version
     */
    public synchronized Available add(Path archive, Catalogue catalogue, Optional<String> site) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Files.createDirectories(folder);
            byte[] json = content(zip, entry(zip, FEATURE), FEATURE);
            Feature feature = FeatureReader.read(FEATURE, json);
            refuseOthers(zip, feature);
            Map<String, Object> hashes = new LinkedHashMap<>();
            long[] left = {LARGEST};
            for (BundleId bundle : feature.bundles()) {
                ZipEntry jar = zip.getEntry(BUNDLES + bundle.file());
                if (jar != null) {
                    hashes.put(bundle.toString(), keep(zip, jar, left));
                } else if (!Files.exists(shipped(bundle))) {
                    throw invalid("names the bundle " + bundle + ", but has no entry " + BUNDLES + bundle.file());
                }
            }
            return record(feature, json, hashes, catalogue, site);
        } catch (ZipException e) {
            throw Problem.invalid("file", "is not a feature archive: it is no zip file (" + e.getMessage() + ")")
                    .asException(e);
        } catch (IOException e) {
            throw Problem.unavailable("The archive can't be kept in " + folder + ": " + e.getMessage())
                    .asException(e);
        }
    }

    private Available record(
            Feature feature, byte[] json, Map<String, Object> hashes, Catalogue catalogue, Optional<String> site)
            throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("feature", new String(json, StandardCharsets.UTF_8));
        fields.put("bundles", hashes);
        byte[] record = JsonLine.of(fields);
        Path file = folder.resolve(Hashes.sha256(record) + ".json");
        if (!Files.exists(file)) {
            catalogue.find(feature.id(), feature.version()).ifPresent(other -> {
                throw Problem.conflict(
                                feature + " is there already, with another content. Give the changed feature another"
                                        + " version.")
                        .asException();
            });
            Durable.write(file, record);
        }
        if (site.isPresent() && !Files.exists(voucher(file))) {
            Durable.write(voucher(file), site.get().getBytes(StandardCharsets.UTF_8));
            known.remove(file);
        }
        return known.computeIfAbsent(file, this::parse);
    }

    /** Takes out a version, with the jars that no other needs. It must not be installed, nor be what one goes back to. */
    public synchronized void forget(String id, String version) throws IOException {
        Set<Path> needed = new HashSet<>();
        Set<Path> gone = new HashSet<>();
        for (Path file : Catalogue.files(folder)) {
            Optional<Available> one = read(file);
            boolean leaves = one.filter(it -> it.feature().id().equals(id)
                            && it.feature().version().equals(version))
                    .isPresent();
            one.ifPresent(it -> (leaves ? gone : needed).addAll(it.jars().values()));
            if (leaves) {
                Files.deleteIfExists(voucher(file));
                Files.delete(file);
                known.remove(file);
            }
        }
        for (Path jar : gone) {
            if (!needed.contains(jar) && jar.startsWith(folder)) {
                Files.deleteIfExists(jar);
            }
        }
    }

    /**
     * Nothing may be in an archive that nothing names: what is there twice, or would lie elsewhere if somebody unpacked it, is
     * there to deceive.
     */
    private static void refuseOthers(ZipFile zip, Feature feature) {
        Set<String> expected = new HashSet<>(Set.of(FEATURE, BUNDLES));
        feature.bundles().forEach(bundle -> expected.add(BUNDLES + bundle.file()));
        Set<String> seen = new HashSet<>();
        zip.stream().map(ZipEntry::getName).forEach(name -> {
            if (!expected.contains(name) && !name.startsWith("META-INF/") || name.contains("..")) {
                throw invalid("has an entry " + name + " that its " + FEATURE + " does not name");
            }
            if (!seen.add(name)) {
                throw invalid("has the entry " + name + " twice");
            }
        });
    }

    private static ZipEntry entry(ZipFile zip, String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw invalid("has no entry " + name);
        }
        return entry;
    }

    private static byte[] content(ZipFile zip, ZipEntry entry, String name) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readNBytes((1 << 20) + 1);
            if (content.length > 1 << 20) {
                throw invalid("has an entry " + name + " of more than 1 MiB");
            }
            return content;
        }
    }

    /** Unpacks a jar, counting what really comes out: the sizes that a zip states may lie. */
    private String keep(ZipFile zip, ZipEntry entry, long[] left) throws IOException {
        Path temporary = Files.createTempFile(folder, "upload", ".part");
        try {
            MessageDigest digest = Hashes.sha256();
            try (InputStream in = zip.getInputStream(entry);
                    OutputStream out = new DigestOutputStream(Files.newOutputStream(temporary), digest)) {
                byte[] buffer = new byte[1 << 16];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    left[0] -= count;
                    if (left[0] < 0) {
                        throw invalid("unpacks to more than " + (LARGEST >> 20) + " MiB");
                    }
                    out.write(buffer, 0, count);
                }
            }
            if (!isJar(temporary)) {
                throw invalid("has an entry " + entry.getName() + " that is no jar (a link, perhaps, or cut off)");
            }
            String hash = HexFormat.of().formatHex(digest.digest());
            if (!Files.exists(jar(hash))) {
                Durable.name(temporary, jar(hash));
            }
            return hash;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static boolean isJar(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.getManifest() != null;
        } catch (ZipException e) {
            return false;
        }
    }

    private static ProblemException invalid(String detail) {
        return Problem.invalid("file", detail).asException();
    }
}
