/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.allmende.testkit.runtime.Allmende;
import org.allmende.testkit.runtime.Allmende.Ended;

/** A site as its owner keeps it, with the feature {@code filling}: a bundle of a megabyte that does nothing. */
final class SignedSite {

    private final Path folder;
    private final String key;
    private String fingerprint = "";

    SignedSite(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.key = folder.resolve("our.key").toString();
        done("site", "key", key);
    }

    /** Puts a version on it and signs. */
    void publish(String version) throws IOException {
        String site = folder.resolve("site").toString();
        done("site", "build", site, archive(version).toString());
        Matcher told = Pattern.compile("[0-9a-f]{64}").matcher(done("site", "sign", site, "--key", key));
        assertThat(told.find()).isTrue();
        fingerprint = told.group();
    }

    /** Has the suite on a home trust it. */
    void trust(Path home) {
        done("sites", "add", "ours", folder.resolve("site").toString(), fingerprint, "--home", home.toString());
    }

    private static String done(String... words) {
        Ended ended = Allmende.run(words);
        assertThat(ended.status()).as(ended.errors()).isZero();
        return ended.output();
    }

    private Path archive(String version) throws IOException {
        Path archive = folder.resolve("filling-" + version + ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("feature.json"));
            String json = "{\"id\": \"org.example:filling:VERSION\", \"bundles\": [\"org.example:filling:VERSION\"]}";
            zip.write(json.replace("VERSION", version).getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("bundles/filling-" + version + ".jar"));
            zip.write(jar(version));
        }
        return archive;
    }

    private static byte[] jar(String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "filling");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new ZipEntry("filling"));
            byte[] filling = new byte[1 << 20];
            new Random(1).nextBytes(filling);
            jar.write(filling);
        }
        return bytes.toByteArray();
    }
}
