/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import tools.jackson.databind.JsonNode;

/**
 * Replays bad input to plugin management on a running suite: what is offered, what is answered, and whether the good version goes
 * on running. One line each; ends with failure if one was taken, or the good one is gone.
 */
public final class RefusedBench implements Benchmark {

    private static final String GOOD = "1.0.0";

    private final List<Map<String, Object>> seen = new ArrayList<>();
    private Path work;
    private Suite suite;
    private Client admin;

    @Override
    public String name() {
        return "refused";
    }

    @Override
    public String usage() {
        return "replays bad features, archives and sites";
    }

    @Override
    public Map<String, Object> run(Options options) throws Exception {
        work = Suite.freshHome("refused-work");
        Path home = Suite.freshHome("refused");
        try (Suite unsigned = new Suite(Bench.distribution(), home, "--features", "none").start()) {
            begin(unsigned);
            answered("an unsigned archive", upload(good("9.0.0")));
            unsigned.stop();
        }
        try (Suite open = new Suite(Bench.distribution(), home, "--features", "none", "--allow-unsigned").start()) {
            begin(open);
            SwapBench.upload(open.address("/api/v1/plugins?wait=true"), good(GOOD));
            archives();
            bundles();
            sites();
            open.stop();
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("inputs", seen);
        long wrong = seen.stream().filter(one -> !one.get("good").equals(true)).count();
        System.out.printf("%d bad inputs, %d taken or with a trace%n", seen.size(), wrong);
        if (wrong > 0) {
            throw new IllegalStateException(wrong + " bad inputs were taken or left a trace");
        }
        return result;
    }

    private void begin(Suite running) {
        suite = running;
        admin = new Client(running.address("/"), "admin", Suite.PASSWORD);
    }

    // ---- archives

    private void archives() throws Exception {
        answered("no zip at all", upload(Files.writeString(work.resolve("text.zip"), "no zip")));
        Path cut = Files.copy(good("1.1.0"), work.resolve("cut.zip"), StandardCopyOption.REPLACE_EXISTING);
        try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
            file.setLength(file.length() - 40);
        }
        answered("a truncated archive", upload(cut));
        answered(
                "JSON with a key twice",
                upload(archive("key", "{\"id\": \"a:good:1.1.0\",\n \"id\": \"a:good:1.1.0\"}")));
        answered("JSON nested 10,000 deep", upload(archive("deep", "{\"id\":" + "[".repeat(10_000))));
        answered("malformed JSON", upload(archive("malformed", "{\"id\": \"a:good:1.1.0\",\n  \"bundles\": [}")));
        answered("a bundle that is not there", upload(archive("missing", feature("1.1.0"))));
        answered(
                "an entry that would lie elsewhere",
                upload(archive(
                        "slip", feature("1.1.0"), "bundles/good-1.1.0.jar", jar("1.1.0"), "../evil", new byte[1])));
        answered(
                "a link in place of a jar",
                upload(archive("link", feature("1.1.0"), "bundles/good-1.1.0.jar", "/etc/passwd".getBytes())));
        answered(
                "a bomb of 300 MB",
                upload(archive("bomb", feature("1.1.0"), "bundles/good-1.1.0.jar", new byte[300 << 20])));
        answered("another content under the same version", upload(good(GOOD, "Example", "other")));
    }

    // ---- bundles

    private void bundles() throws Exception {
        admin(
                "PUT",
                "/api/v1/settings/org.allmende.plugins.Plugins",
                Map.of("values", Map.of("start", 2, "healthy", 3)));
        answered("a package that nobody has", upload(good("1.1.1", "Import-Package", "no.such;version=\"[2,3)\"")));
        answered(
                "a bundle for a newer Java",
                upload(good("1.1.2", "Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"")));
        answered("a bundle of the runtime", upload(good("1.1.3", "Bundle-SymbolicName", "org.allmende.api")));
        answered(
                "two bundles of one name",
                upload(archive(
                        "twins",
                        "{\"id\": \"a:good:1.1.4\", \"bundles\": [\"a:good:1.1.4\", \"a:twin:1.1.4\"]}",
                        "bundles/good-1.1.4.jar",
                        jar("1.1.4"),
                        "bundles/twin-1.1.4.jar",
                        jar("1.1.4"))));
        answered(
                "a circle of imports with a gap",
                upload(archive(
                        "circle",
                        "{\"id\": \"a:good:1.1.5\", \"bundles\": [\"a:good:1.1.5\", \"a:other:1.1.5\"]}",
                        "bundles/good-1.1.5.jar",
                        jar("1.1.5", "Export-Package", "x.one", "Import-Package", "x.two"),
                        "bundles/other-1.1.5.jar",
                        jar(
                                "1.1.5",
                                "Bundle-SymbolicName",
                                "other",
                                "Export-Package",
                                "x.two",
                                "Import-Package",
                                "x.one,x.three"))));
        answered("a migration that fails half-way", upload(withMigration("1.1.6")));
        answered("an activator that throws", upload(withActivator("1.1.7", false)));
        answered("an activator that hangs", upload(withActivator("1.1.8", true)));
    }

    // ---- sites

    private void sites() throws Exception {
        Path site = work.resolve("site");
        String key = work.resolve("our.key").toString();
        offline("site", "key", key);
        offline("site", "build", site.toString(), good("2.0.0").toString());
        String fingerprint = sign(site, key);
        answered("a site with another fingerprint", say("sites", "add", "ours", site.toString(), "0".repeat(64)));
        say("sites", "add", "ours", site.toString(), fingerprint);
        Path older = work.resolve("older");
        copy(site, older);

        offline("site", "build", site.toString(), good("2.1.0").toString());
        sign(site, key);
        say("sites", "refresh", "ours");
        Path newer = work.resolve("newer");
        copy(site, newer);
        copy(older, site);
        answered("an older catalogue as the newest", say("sites", "refresh", "ours"));

        copy(newer, site);
        alter(site.resolve("catalogue.json"));
        answered("a catalogue with one byte altered", say("sites", "refresh", "ours"));

        copy(newer, site);
        String stranger = work.resolve("stranger.key").toString();
        Path theirs = work.resolve("theirs");
        offline("site", "key", stranger);
        offline("site", "build", theirs.toString(), good("2.0.0").toString());
        sign(theirs, stranger);
        Files.copy(
                theirs.resolve("catalogue.json"), site.resolve("catalogue.json"), StandardCopyOption.REPLACE_EXISTING);
        answered("a catalogue that a stranger signed", say("sites", "refresh", "ours"));

        copy(newer, site);
        alter(site.resolve("archives/good-2.1.0.zip"));
        answered("an archive with one byte altered", say("plugins", "update", "good@2.1.0"));
        Suite.delete(site);
        answered("a site that is away", say("sites", "refresh", "ours"));
        answered("an archive of a site that is away", say("plugins", "update", "good@2.1.0"));
    }

    private String sign(Path site, String key) throws Exception {
        Matcher told = Pattern.compile("[0-9a-f]{64}").matcher(offline("site", "sign", site.toString(), "--key", key));
        if (!told.find()) {
            throw new IllegalStateException("no fingerprint was told");
        }
        return told.group();
    }

    private static void alter(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(file.toFile().length() / 2);
            int one = bytes.read();
            bytes.seek(file.toFile().length() / 2);
            bytes.write(one ^ 1);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Suite.delete(to);
        try (var files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    // ---- asking

    /** The status or state, and what was said. */
    private record Answer(boolean refused, String text) {}

    private void answered(String input, Answer answer) throws Exception {
        boolean good = answer.refused() && runs();
        System.out.printf("%-42s %-7s %s%n", input, good ? "refused" : "WRONG", answer.text());
        seen.add(Map.of("input", input, "answer", answer.text(), "good", good));
    }

    /** The good version still does, or nothing is installed where it was not yet. */
    private boolean runs() throws Exception {
        for (JsonNode plugin : admin.json("/api/v1/plugins").get("items")) {
            if (plugin.get("id").asString().equals("good")
                    && !plugin.get("version").isNull()) {
                return plugin.get("version").asString().equals(GOOD)
                        && plugin.get("state").asString().equals("running");
            }
        }
        return true;
    }

    private Answer upload(Path archive) throws Exception {
        String said = Upload.answer(suite.address("/api/v1/plugins?wait=true"), Suite.PASSWORD, archive);
        JsonNode json = Client.JSON.readTree(said);
        boolean problem = json.has("status");
        String state = json.has("state") ? json.get("state").asString() : "";
        String text = problem
                ? json.get("status").asString() + " " + json.get("detail").asString()
                : json.has("reason") ? json.get("reason").asString() : state;
        return new Answer(problem || state.equals("ROLLED_BACK"), text.replaceAll("\\s+", " "));
    }

    private void admin(String method, String path, Map<String, ?> body) throws Exception {
        Upload.json(suite.address(path), Suite.PASSWORD, method, Client.JSON.writeValueAsString(body));
    }

    private Answer say(String... words) throws Exception {
        Suite.Said said = suite.say(words);
        return new Answer(said.status() == 1, said.out().replaceAll("\\s+", " "));
    }

    private String offline(String... words) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Bench.distribution().resolve("bin/allmende").toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " said " + said);
        }
        return said;
    }

    // ---- making

    private static String feature(String version) {
        return "{\"id\": \"a:good:" + version + "\", \"bundles\": [\"a:good:" + version + "\"]}";
    }

    private Path good(String version, String... headers) throws IOException {
        return archive(
                "good-" + version + (headers.length == 0 ? "" : "-" + headers[0]),
                feature(version),
                "bundles/good-" + version + ".jar",
                jar(version, headers));
    }

    private Path withMigration(String version) throws IOException {
        return archive(
                "migration",
                feature(version),
                "bundles/good-" + version + ".jar",
                jar(
                        version,
                        Map.of(
                                "migrations/001-half.sql",
                                "CREATE TABLE good_half (id INTEGER) STRICT;\nINSERT INTO good_nowhere VALUES (1);\n"
                                        .getBytes(StandardCharsets.UTF_8))));
    }

    private Path withActivator(String version, boolean hangs) throws IOException {
        return archive(
                "activator-" + hangs,
                feature(version),
                "bundles/good-" + version + ".jar",
                jar(
                        version,
                        Map.of("bad/Activator.class", activator(hangs)),
                        "Bundle-Activator",
                        "bad.Activator",
                        "Import-Package",
                        "org.osgi.framework"));
    }

    /** One that throws, or sleeps until it is interrupted. */
    private static byte[] activator(boolean hangs) {
        ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.visit(
                Opcodes.V21,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER,
                "bad/Activator",
                null,
                "java/lang/Object",
                new String[] {"org/osgi/framework/BundleActivator"});
        MethodVisitor make = type.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        make.visitVarInsn(Opcodes.ALOAD, 0);
        make.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        make.visitInsn(Opcodes.RETURN);
        make.visitMaxs(0, 0);
        for (String name : List.of("start", "stop")) {
            MethodVisitor method = type.visitMethod(
                    Opcodes.ACC_PUBLIC, name, "(Lorg/osgi/framework/BundleContext;)V", null, new String[] {
                        "java/lang/Exception"
                    });
            if (name.equals("start") && hangs) {
                method.visitLdcInsn(Long.MAX_VALUE);
                method.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Thread", "sleep", "(J)V", false);
            } else if (name.equals("start")) {
                method.visitInsn(Opcodes.ACONST_NULL);
                method.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        "java/util/Objects",
                        "requireNonNull",
                        "(Ljava/lang/Object;)Ljava/lang/Object;",
                        false);
                method.visitInsn(Opcodes.POP);
            }
            method.visitInsn(Opcodes.RETURN);
            method.visitMaxs(0, 0);
        }
        type.visitEnd();
        return type.toByteArray();
    }

    private static byte[] jar(String version, String... headers) throws IOException {
        return jar(version, Map.of("good", new byte[1]), headers);
    }

    private static byte[] jar(String version, Map<String, byte[]> content, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "good");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        for (int i = 0; i < headers.length; i += 2) {
            manifest.getMainAttributes().putValue(headers[i], headers[i + 1]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /** @param entries names and contents in turn */
    private Path archive(String name, String json, Object... entries) throws IOException {
        Path archive = work.resolve(name + ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("feature.json"));
            zip.write(json.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) entries[i]));
                zip.write((byte[]) entries[i + 1]);
            }
        }
        return archive;
    }
}
