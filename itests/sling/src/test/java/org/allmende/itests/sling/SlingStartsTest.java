/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.sling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sling CMS comes up from its feature file alone, and again on what it left; nothing of ours is in it. */
@Timeout(600)
class SlingStartsTest {

    /** In the feature file, with the framework. */
    private static final int BUNDLES = 278;

    private static SlingCms sling;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        sling = SlingCms.shared();
    }

    @Test
    void allBundlesAreUpAfterARestart() {
        assertThat(sling.bundles().all()).hasSize(BUNDLES).allMatch(Bundles.Bundle::up);
    }

    @Test
    void theWiringIsThatOfTheFirstStart() {
        Wiring first = Prepared.get().wiring();
        assertThat(first.lines()).hasSizeGreaterThan(2000);
        assertThat(sling.wiring().declared()).isEqualTo(first.declared());
    }

    @Test
    void aPageIsMadeAndRead() {
        String path = "/content/apache/sling-apache-org/slugs";
        sling.content().page(path, "Slugs", "They ate it all.");
        assertThat(sling.content().at(path, 1).path("jcr:title").asString()).isEqualTo("Slugs");
        assertThat(sling.anonymous().get(path + ".html").good().body())
                .contains("Slugs")
                .contains("They ate it all.");
        sling.content().delete(path);
        assertThat(sling.anonymous().get(path + ".html").status()).isEqualTo(404);
    }

    @Test
    void whoIsKnownIsKnownByTheirPassword() {
        sling.content().user("gunda", "slow brown badger");
        sling.content().group("helpers");
        sling.content().join("gunda", "helpers");
        String who = "/system/userManager/user/gunda.1.json";
        assertThat(sling.as("gunda", "slow brown badger").get(who).good().json().path("memberOf"))
                .anyMatch(group -> group.asString().endsWith("/helpers"));
        assertThat(sling.as("gunda", "quick brown badger").get(who).status()).isEqualTo(401);
        assertThat(sling.anonymous().get("/cms/start.html").status()).isEqualTo(401);
    }

    @Test
    void aBundleIsInstalledUpdatedAndUninstalled() throws IOException {
        sling.bundles().install(bundle("1.0.0"));
        assertThat(sling.bundles().named("guest"))
                .extracting(Bundles.Bundle::version)
                .containsExactly("1.0.0");
        sling.bundles().install(bundle("1.1.0"));
        assertThat(sling.bundles().named("guest"))
                .extracting(Bundles.Bundle::version)
                .containsExactly("1.1.0");
        sling.bundles().uninstall("guest");
        assertThat(sling.bundles().all()).hasSize(BUNDLES).allMatch(Bundles.Bundle::up);
    }

    private Path bundle(String version) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "guest");
        headers.putValue("Bundle-Version", version);
        Path jar = directory.resolve("guest-" + version + ".jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
