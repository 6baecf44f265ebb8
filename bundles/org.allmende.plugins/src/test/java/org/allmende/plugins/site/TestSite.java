/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A site as its owner has it: a folder, a key, and archives. */
public final class TestSite {

    final Path folder;
    final Path sources;
    final SiteBuilder builder;
    final SigningKey key = SigningKey.make();
    String fingerprint = "";

    public TestSite(Path where, Clock clock) throws IOException {
        this.folder = where.resolve("site");
        this.sources = Files.createDirectories(where.resolve("sources"));
        this.builder = new SiteBuilder(folder, clock);
    }

    public Path folder() {
        return folder;
    }

    public String fingerprint() {
        return fingerprint;
    }

    /** Puts a feature of one bundle on the site. */
    public TestSite with(String id, String version) throws IOException {
        return with(id, version, "");
    }

    /** @param extensions members of the JSON object of that name */
    public TestSite with(String id, String version, String extensions) throws IOException {
        return with(id, version, extensions, jar("org.example." + id, version, "21", "[1.2,2)"));
    }

    /** A feature that needs a level of Java, and a version of a package of the contract. */
    public TestSite needing(String id, String version, String java, String web) throws IOException {
        return with(id, version, "", jar("org.example." + id, version, java, web));
    }

    private TestSite with(String id, String version, String extensions, byte[] jar) throws IOException {
        Path archive = sources.resolve(id + "-" + version + ".zip");
        String json = """
                {"id": "org.example:%s:%s", "name": "The %s", "extensions": {%s},
                 "bundles": ["org.example:org.example.%s:%s"]}""".formatted(id, version, id, extensions, id, version);
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("feature.json"));
            zip.write(json.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("bundles/org.example." + id + "-" + version + ".jar"));
            zip.write(jar);
        }
        return this;
    }

    static byte[] jar(String name, String version, String java, String web) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", version);
        main.putValue("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=" + java + "))\"");
        main.putValue(
                "Import-Package", "org.allmende.api.web;version=\"" + web + "\",java.util,org.slf4j;version=\"[2,3)\"");
        main.putValue("Service-Component", "OSGI-INF/one.xml");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("OSGI-INF/one.xml"));
            jar.write("""
                    <component name="one"><reference name="a" interface="org.allmende.api.store.Store"/>
                    <reference name="b" interface="org.example.Own"/></component>""".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    public TestSite signed() throws IOException {
        return signed(key, Duration.ofDays(30));
    }

    TestSite signed(SigningKey by, Duration lasts) throws IOException {
        builder.build(List.of(sources), "The test site");
        fingerprint = builder.sign(List.of(by), lasts);
        return this;
    }

    Path catalogue() {
        return folder.resolve(Listing.FILE);
    }

    /** Somebody changes what was signed. */
    public void alterArchives() throws IOException {
        try (java.util.stream.Stream<Path> archives = Files.list(folder.resolve("archives"))) {
            for (Path archive : archives.toList()) {
                alter(archive);
            }
        }
    }

    /** Changes a byte in the middle of a file, and not its length. */
    static void alter(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }
}
