/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Locale;
import org.allmende.api.text.Phrases;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class BundleMessagesTest {

    @TempDir
    Path folder;

    private BundleMessages messages;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("messages.properties"), "where=here\ncolour=color\nonly=only English\n");
        Files.writeString(folder.resolve("messages_de.properties"), "where=hier – dort\ncolour=Farbe\n");
        Files.writeString(folder.resolve("messages_de_AT.properties"), "where=da\n");
        Files.writeString(folder.resolve("messages_pt_BR.properties"), "where=aqui\n");
        Bundle shell = bundle("org.allmende.web");
        BundleContext context = (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) ->
                        new Bundle[] {shell});
        messages = new BundleMessages(bundle("org.example"), context);
    }

    private Bundle bundle(String name) {
        return (Bundle) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getSymbolicName")) {
                        return name;
                    }
                    try (var files = Files.list(folder)) {
                        return Collections.enumeration(
                                files.map(BundleMessagesTest::url).toList());
                    }
                });
    }

    private static java.net.URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Phrases in(String tag) {
        return messages.in(Locale.forLanguageTag(tag), ZoneOffset.UTC);
    }

    @Test
    void theNearestLanguageAnswers() {
        assertThat(in("de").get("where")).isEqualTo("hier – dort");
        assertThat(in("de-CH").get("where")).isEqualTo("hier – dort");
        assertThat(in("de-AT").get("where")).isEqualTo("da");
        assertThat(in("pt-BR").get("where")).isEqualTo("aqui");
        assertThat(in("pt").get("where")).isEqualTo("here");
        assertThat(in("fr").get("where")).isEqualTo("here");
        assertThat(in("und").get("where")).isEqualTo("here");
        assertThat(in("de-u-nu-arab").get("where")).isEqualTo("hier – dort");
    }

    @Test
    void whatARegionDoesNotSayItsLanguageSays() {
        assertThat(in("de-AT").get("colour")).isEqualTo("Farbe");
        assertThat(in("de-AT").get("only")).isEqualTo("only English");
        assertThat(in("de-AT").has("colour")).isTrue();
        assertThat(in("de-AT").spoken().toLanguageTag()).isEqualTo("de-AT");
    }

    @Test
    void thePseudoLocaleIsAlwaysThere() {
        assertThat(in("en-XA").get("where")).startsWith("[ĥéŕé");
    }

    @Test
    void theDeploymentsLanguagesAreTheShells() {
        assertThat(messages.languages())
                .extracting(Locale::toLanguageTag)
                .containsExactlyInAnyOrder("en", "de", "de-AT", "pt-BR");
    }
}
