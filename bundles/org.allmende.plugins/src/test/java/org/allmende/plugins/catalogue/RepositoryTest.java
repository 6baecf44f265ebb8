/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.allmende.api.problem.ProblemException;
import org.allmende.plugins.site.Sites;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is uploaded may be anything. */
class RepositoryTest {

    private static final String JSON = """
            {"id": "org.example:poll:1.0.0", "bundles": ["org.example:org.example.poll:1.0.0"]}""";
    private static final String JAR = "bundles/org.example.poll-1.0.0.jar";

    @TempDir
    Path temp;

    private Repository repository;
    private Catalogue catalogue;

    @BeforeEach
    void open() {
        repository = new Repository(temp.resolve("home"), temp.resolve("distribution"));
        catalogue = new Catalogue(
                temp.resolve("distribution"), repository, new Sites(temp.resolve("sites"), Clock.systemUTC()));
    }

    private static byte[] jar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.finish();
        }
        return bytes.toByteArray();
    }

    private Path zip(Map<String, byte[]> entries) throws IOException {
        Path file = temp.resolve("upload.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file;
    }

    private static Map<String, byte[]> good() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("feature.json", JSON.getBytes(StandardCharsets.UTF_8));
        entries.put(JAR, jar());
        return entries;
    }

    private Available add(Path archive) {
        return repository.add(archive, catalogue, Optional.empty());
    }

    private AbstractThrowableAssert<?, ?> refused(Path archive) {
        return assertThatThrownBy(() -> add(archive)).isInstanceOf(ProblemException.class);
    }

    private void nothingWasKept() {
        assertThat(catalogue.all()).isEmpty();
        assertThat(temp.resolve("home").toFile().list()).isNullOrEmpty();
    }

    @Test
    void keepsWhatIsWhole() throws IOException {
        assertThat(add(zip(good())).provenance()).isEqualTo(new Provenance.Unsigned());
        assertThat(catalogue.find("poll", "1.0.0")).isPresent();
    }

    @Test
    void learnsLaterThatASiteVouchesForIt() throws IOException {
        add(zip(good()));
        assertThat(repository.add(zip(good()), catalogue, Optional.of("main")).provenance())
                .isEqualTo(new Provenance.Signed("main"));
        Catalogue again = new Catalogue(
                temp.resolve("distribution"),
                new Repository(temp.resolve("home"), temp.resolve("distribution")),
                new Sites(temp.resolve("sites"), Clock.systemUTC()));
        assertThat(again.find("poll", "1.0.0").orElseThrow().provenance()).isEqualTo(new Provenance.Signed("main"));
    }

    @Test
    void refusesEntriesThatWouldLieElsewhere() throws IOException {
        for (String name :
                new String[] {"../evil.jar", "bundles/../../evil.jar", "/etc/cron.d/evil", "META-INF/../../evil"}) {
            Map<String, byte[]> entries = good();
            entries.put(name, jar());
            refused(zip(entries)).hasMessageContaining("has an entry " + name);
        }
        nothingWasKept();
    }

    @Test
    void refusesALinkInPlaceOfAJar() throws IOException {
        Map<String, byte[]> entries = good();
        // What a zip keeps of a symbolic link is the path that it leads to.
        entries.put(JAR, "../../../../etc/passwd".getBytes(StandardCharsets.UTF_8));
        refused(zip(entries)).hasMessageContaining("has an entry " + JAR + " that is no jar");
        assertThat(catalogue.all()).isEmpty();
    }

    @Test
    void refusesABomb() throws IOException {
        Path file = temp.resolve("bomb.zip");
        byte[] zeros = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("feature.json"));
            zip.write(JSON.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(JAR));
            for (int i = 0; i < 300; i++) {
                zip.write(zeros);
            }
        }
        assertThat(Files.size(file)).isLessThan(1 << 20);
        refused(file).hasMessageContaining("unpacks to more than 256 MiB");
        nothingWasKept();
    }

    @Test
    void refusesATruncatedArchive() throws IOException {
        byte[] whole = Files.readAllBytes(zip(good()));
        for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
            refused(Files.write(temp.resolve("cut.zip"), java.util.Arrays.copyOf(whole, length)))
                    .hasMessageContaining("is not a feature archive");
        }
        nothingWasKept();
    }

    @Test
    void refusesAFeatureFileOfMoreThanItMayHave() throws IOException {
        Map<String, byte[]> entries = good();
        entries.put("feature.json", new byte[(1 << 20) + 1]);
        refused(zip(entries)).hasMessageContaining("feature.json of more than 1 MiB");
        nothingWasKept();
    }

    @Test
    void namesTheBundleThatIsMissing() throws IOException {
        Map<String, byte[]> entries = good();
        entries.remove(JAR);
        refused(zip(entries)).hasMessageContaining("has no entry " + JAR);
    }

    @Test
    void refusesOtherContentUnderTheSameVersion() throws IOException {
        add(zip(good()));
        Map<String, byte[]> entries = good();
        entries.put("feature.json", JSON.replace("}", ", \"name\": \"Poll\"}").getBytes(StandardCharsets.UTF_8));
        refused(zip(entries)).hasMessageContaining("poll 1.0.0 is there already");
    }
}
