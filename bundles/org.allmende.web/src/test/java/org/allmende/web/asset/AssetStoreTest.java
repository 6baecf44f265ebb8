/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.allmende.testkit.MovingClock;
import org.allmende.web.Site;
import org.allmende.web.message.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class AssetStoreTest {

    @TempDir
    Path folder;

    private final List<Bundle> bundles = new ArrayList<>();
    private final MovingClock clock = new MovingClock(Instant.parse("2026-05-12T16:00:00Z"));
    private final Site site = new Site("Commons", "https://example.org/c", Path.of("."));
    private AssetStore store;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("static"));
        Files.writeString(folder.resolve("static/a.css"), "p { color: red }\n".repeat(200));
        bundles.add(bundle("org.example"));
        store = newStore();
    }

    private AssetStore newStore() {
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> bundles.toArray(Bundle[]::new));
        return new AssetStore(context, clock);
    }

    private Bundle bundle(String name) {
        return (Bundle) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getSymbolicName")) {
                        return name;
                    }
                    Path file = folder.resolve((String) arguments[0]);
                    return Files.isRegularFile(file) ? file.toUri().toURL() : null;
                });
    }

    private static String path(String address) {
        return address.substring("/c".length());
    }

    @Test
    void aFileHasAnAddressThatChangesWithItsContent() throws IOException {
        BundleAssets assets = new BundleAssets(store, site, bundles.getFirst());
        String before = assets.address("a.css");
        assertThat(before).matches("/c/assets/[0-9a-f]{16}/org\\.example/a\\.css");
        Answer answer = store.answer(path(before));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("text/css; charset=utf-8");
        assertThat(answer.header("Cache-Control")).contains("immutable");
        assertThat(answer.content()).isInstanceOf(Answer.Content.Packed.class);
        Files.writeString(folder.resolve("static/a.css"), "p {}");
        assertThat(new BundleAssets(store, site, bundles.getFirst()).address("a.css"))
                .isNotEqualTo(before);
        assertThat(store.answer(path(before)).status()).as("the old one").isEqualTo(200);
    }

    @Test
    void aFileStaysForADayAfterItsBundleHasGone() {
        BundleAssets assets = new BundleAssets(store, site, bundles.removeFirst());
        String path = path(assets.address("a.css"));
        assets.deactivate();
        clock.move(Duration.ofHours(23));
        store.release(java.util.Set.of());
        assertThat(store.answer(path).status()).isEqualTo(200);
        clock.move(Duration.ofHours(2));
        store.release(java.util.Set.of());
        assertThat(store.answer(path).status()).isEqualTo(404);
    }

    @Test
    void aFileThatAnotherGenerationUsesStays() {
        BundleAssets first = new BundleAssets(store, site, bundles.getFirst());
        BundleAssets second = new BundleAssets(store, site, bundles.getFirst());
        String path = path(first.address("a.css"));
        second.address("a.css");
        first.deactivate();
        clock.move(Duration.ofDays(3));
        store.release(java.util.Set.of());
        assertThat(store.answer(path).status()).isEqualTo(200);
    }

    @Test
    void aPageFromBeforeARestartFindsItsFiles() {
        String path = path(new BundleAssets(store, site, bundles.getFirst()).address("a.css"));
        AssetStore restarted = newStore();
        assertThat(restarted.answer(path).status()).isEqualTo(200);
        assertThat(restarted
                        .answer(path.replaceFirst("[0-9a-f]{16}", "0000000000000000"))
                        .status())
                .isEqualTo(404);
        assertThat(restarted.answer("/assets/x/org.example/../a.css").status()).isEqualTo(404);
        assertThat(restarted.answer("/assets/x").status()).isEqualTo(404);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new BundleAssets(store, site, bundles.getFirst()).address("b.css"))
                .hasMessage("org.example has no file static/b.css");
    }
}
