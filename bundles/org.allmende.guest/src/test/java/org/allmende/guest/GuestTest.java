/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

class GuestTest {

    @TempDir
    Path directory;

    private Framework framework;
    private BundleContext system;
    private Bundle guest;

    @BeforeEach
    void begin() throws BundleException {
        framework = framework(directory.resolve("cache"));
        system = framework.getBundleContext();
        guest = system.installBundle("reference:" + Path.of("target/classes").toUri());
    }

    private Framework framework(Path cache) throws BundleException {
        Framework made = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        cache.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.slf4j;version=1.7.36",
                        "felix.log.level",
                        "0",
                        "sling.home",
                        directory.resolve("cms").toString()));
        made.start();
        return made;
    }

    @AfterEach
    void end() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void saysWhereTheSuiteIsAsLongAsItIsThere() throws Exception {
        guest.start();
        Path home = directory.resolve("cms/allmende");
        assertThat(home).isDirectory();
        assertThat(home.resolve("native")).isDirectory();
        assertThat(system.getProperty("allmende.home")).isEqualTo(home.toString());
        assertThat(system.getProperty("allmende.dist"))
                .isEqualTo(home.resolve("dist").toString());
        assertThat(system.getProperty("allmende.base")).isEqualTo("/allmende");
        guest.stop();
        assertThat(System.getProperty("allmende.home")).isNull();
    }

    @Test
    void whatAnEarlierLifeLeftIsRemovedAndNothingElse() throws Exception {
        Path library = directory.resolve("cms/allmende/plugins/a.jar");
        Files.createDirectories(library.getParent());
        Files.write(library, jar("a.library", Map.of()));
        system.installBundle("gen:search/3/org.allmende.search", bytes(jar("org.allmende.search", Map.of())));
        system.installBundle("reference:" + library.toUri());
        Bundle theirs = system.installBundle("their", bytes(jar("their", Map.of())));
        guest.start();
        assertThat(system.getBundles()).containsExactlyInAnyOrder(framework, guest, theirs);
    }

    @Test
    void generationsMayHaveTwinsAndOthersMayNot() throws Exception {
        guest.start();
        byte[] polls = jar("polls", Map.of());
        system.installBundle("gen:polls/1/polls", bytes(polls));
        assertThat(system.installBundle("gen:polls/2/polls", bytes(polls)).getState())
                .isEqualTo(Bundle.INSTALLED);
        byte[] their = jar("their", Map.of());
        system.installBundle("their", bytes(their));
        assertThatThrownBy(() -> system.installBundle("their again", bytes(their)))
                .isInstanceOfSatisfying(BundleException.class, e -> assertThat(e.getType())
                        .isEqualTo(BundleException.DUPLICATE_BUNDLE_ERROR));
    }

    @Test
    void theFeaturesThatCameAlongAreLaidOutAndOldOnesGo() throws Exception {
        Path dist = directory.resolve("cms/allmende/dist");
        Files.createDirectories(dist.resolve("features"));
        Files.writeString(dist.resolve("features/polls-0.9.json"), "old");
        Files.writeString(dist.resolve("features/polls-1.0.json.part"), "ha");
        system.installBundle(
                "shipped",
                bytes(jar("shipped", Map.of("dist/features/polls-1.0.json", "new", "dist/bundles/polls.jar", "jar"))));
        guest.start();
        assertThat(dist.resolve("features")).isDirectoryNotContaining(file -> !file.endsWith("polls-1.0.json"));
        assertThat(dist.resolve("features/polls-1.0.json")).hasContent("new");
        assertThat(dist.resolve("bundles/polls.jar")).hasContent("jar");
    }

    @Test
    void aHomeThatIsInUseIsNotShared() throws Exception {
        guest.start();
        Framework second = framework(directory.resolve("second"));
        try {
            Bundle another = second.getBundleContext()
                    .installBundle("reference:" + Path.of("target/classes").toUri());
            assertThatThrownBy(another::start)
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .rootCause()
                    .hasMessageContaining("is in use by another process")
                    .hasMessageContaining("allmende.home");
        } finally {
            second.stop();
            second.waitForStop(10_000);
        }
    }

    private static InputStream bytes(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    private static byte[] jar(String name, Map<String, String> entries) throws IOException {
        Manifest manifest = new Manifest();
        Map<String, String> headers = new HashMap<>(
                Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", name, "Bundle-Version", "1.0.0"));
        if (!entries.isEmpty()) {
            headers.put(Distribution.HEADER, "dist");
        }
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
