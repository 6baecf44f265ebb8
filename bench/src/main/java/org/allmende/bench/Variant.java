/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import tools.jackson.databind.JsonNode;

/**
 * Another version of a built feature, to swap with: its health checks name the version (code), its name in messages too
 * (text), and it has one migration more, with a backfill over the table {@code FEATURE_bench} (data).
 */
final class Variant {

    static final String BASE = "1.0.0";
    static final String NEXT = "1.0.1";

    private final String feature;
    private final Path archive;
    private final List<Path> jars;

    private Variant(String feature, Path archive, List<Path> jars) {
        this.feature = feature;
        this.archive = archive;
        this.jars = jars;
    }

    /** What is uploaded: a feature archive. */
    Path archive() {
        return archive;
    }

    /** The bundles of {@link #NEXT}. */
    List<Path> jars() {
        return jars;
    }

    String feature() {
        return feature;
    }

    static Variant make(Path distribution, String feature, Path folder) throws IOException {
        Files.createDirectories(folder);
        String json = Files.readString(distribution.resolve("features/" + feature + "-" + BASE + ".json"));
        List<Path> jars = new ArrayList<>();
        for (JsonNode bundle : Client.JSON.readTree(json).get("bundles")) {
            String id = bundle.isObject() ? bundle.get("id").asString() : bundle.asString();
            String artifact = id.split(":")[1];
            if (artifact.startsWith("org.allmende.") && !artifact.startsWith("org.allmende.lib.")) {
                Path jar = folder.resolve(artifact + "-" + NEXT + ".jar");
                rewrite(distribution.resolve("bundles/" + artifact + "-" + BASE + ".jar"), jar, feature);
                json = json.replace(id, id.replace(":" + BASE, ":" + NEXT));
                jars.add(jar);
            }
        }
        json = json.replace("org.allmende:" + feature + ":" + BASE, "org.allmende:" + feature + ":" + NEXT);
        Path archive = folder.resolve(feature + "-" + NEXT + ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            entry(zip, "feature.json", json.getBytes(StandardCharsets.UTF_8));
            for (Path jar : jars) {
                entry(zip, "bundles/" + jar.getFileName(), Files.readAllBytes(jar));
            }
        }
        return new Variant(feature, archive, jars);
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static void rewrite(Path from, Path to, String feature) throws IOException {
        try (InputStream file = Files.newInputStream(from);
                JarInputStream in = new JarInputStream(file);
                OutputStream out = Files.newOutputStream(to)) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", NEXT);
            try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    if (entry.isDirectory()) {
                        continue;
                    }
                    jar.putNextEntry(new ZipEntry(entry.getName()));
                    jar.write(rewritten(entry.getName(), read(in)));
                    jar.closeEntry();
                }
                jar.putNextEntry(new ZipEntry("migrations/900-bench.sql"));
                jar.write(migration(feature).getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
    }

    private static String migration(String feature) {
        return """
                ALTER TABLE %1$s_bench ADD COLUMN twice INTEGER;
                -- backfill %1$s_bench
                UPDATE %1$s_bench SET twice = n * 2 WHERE id > :after AND id <= :until;
                """.formatted(feature);
    }

    private static byte[] rewritten(String name, byte[] content) {
        if (name.endsWith("l10n/messages.properties")) {
            String text = new String(content, StandardCharsets.UTF_8);
            return (text + "\nbench.edition=" + NEXT + "\n")
                    .replaceFirst("(?m)^feature\\.name=(.*)$", "feature.name=$1 " + NEXT)
                    .getBytes(StandardCharsets.UTF_8);
        }
        return name.endsWith(".class") ? healthNamesVersion(content) : content;
    }

    /** Appends the version to the names that {@code Health.good(…)} and its like are called with. */
    private static byte[] healthNamesVersion(byte[] content) {
        ClassReader reader = new ClassReader(content);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                        return !descriptor.endsWith("Lorg/allmende/api/health/Health;")
                                ? next
                                : new MethodVisitor(Opcodes.ASM9, next) {
                                    @Override
                                    public void visitLdcInsn(Object value) {
                                        super.visitLdcInsn(
                                                value instanceof String text && text.matches("[a-z.]+")
                                                        ? text + " " + NEXT
                                                        : value);
                                    }
                                };
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        in.transferTo(bytes);
        return bytes.toByteArray();
    }
}
