/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.allmende.testkit.runtime.Allmende;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An administrator trusts a site, updates a feature from it, and goes back: as its owner and they do it, with real signatures. */
@Timeout(300)
class SignedSiteTest {

    @TempDir
    static Path directory;

    private static Site site;
    private static Chromium chromium;
    private static String fingerprint;

    @BeforeAll
    static void open() throws IOException {
        chromium = Chromium.start();
        site = new Site(directory);
        Path folder = owned();
        said("site", "key", key());
        said("site", "build", folder.toString(), "--name", "The main site");
        Files.move(newer(folder.resolve("archives/search-1.0.0.zip")), folder.resolve("archives/search-1.1.0.zip"));
        Files.writeString(folder.resolve("warnings.json"), """
                {"warnings": [{"feature": "search", "before": "1.1.0", "severity": "high",
                  "texts": {"": "Old titles can be found. Update to 1.1.0."}}]}""");
        Files.createDirectories(directory.resolve("nothing"));
        said("site", "build", folder.toString(), directory.resolve("nothing").toString());
        String lines = said("site", "sign", folder.toString(), "--key", key());
        fingerprint = lines.strip().replaceAll("(?s).*\\s", "");
    }

    private static Path owned() {
        return directory.resolve("site");
    }

    private static String key() {
        return directory.resolve("owner.key").toString();
    }

    private static String said(String... words) {
        Allmende.Ended ended = Allmende.run(words);
        assertThat(ended.status()).as(ended.errors()).isZero();
        return ended.output();
    }

    /** The same feature under a newer version. */
    private static Path newer(Path archive) throws IOException {
        Path made = directory.resolve("search-1.1.0.zip");
        try (ZipFile in = new ZipFile(archive.toFile());
                OutputStream file = Files.newOutputStream(made);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (ZipEntry entry : in.stream().toList()) {
                byte[] content = in.getInputStream(entry).readAllBytes();
                if (entry.getName().equals("feature.json")) {
                    content = new String(content, StandardCharsets.UTF_8)
                            .replace("org.allmende:search:1.0.0", "org.allmende:search:1.1.0")
                            .replace("\"picture\":", "\"changes\": {\"\": \"Finds more.\"}, \"picture\":")
                            .getBytes(StandardCharsets.UTF_8);
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(content);
            }
        }
        return made;
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    private static void trust(Page page, String keys) {
        page.navigate("/admin/sites");
        page.getByLabel("What it is called here").fill("main");
        page.getByLabel("Address").fill(owned().toString());
        page.getByLabel("Fingerprint of its keys").fill(keys);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Trust it"))
                .click();
    }

    private static Locator card(Page page) {
        return page.locator("#feature-search");
    }

    @Test
    void aFeatureIsUpdatedFromASignedSiteAndTakenBack() {
        Page page = chromium.visitor(site.suite.url(""), Chromium.desk());
        site.signInAsAdmin(page);

        trust(page, "00".repeat(32));
        assertThat(page.locator("main .note.bad")).containsText("are not those of the fingerprint");
        Site.picture(page, "site-refused");

        trust(page, fingerprint);
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("The main site")))
                .isVisible();
        Site.picture(page, "site-trusted");

        page.navigate("/admin/plugins");
        assertThat(card(page)).containsText("Old titles can be found");
        assertThat(card(page)).containsText("Finds more.");
        Site.picture(page, "site-update-offered");
        card(page)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Update to 1.1.0"))
                .click();

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Update Search to 1.1.0")))
                .isVisible();
        assertThat(page.locator("main")).containsText("signed by the site main");
        Site.picture(page, "site-update-planned");
        Site.press(page, "Update now");

        assertThat(card(page).locator(".chip").first()).hasText("1.1.0");
        Site.picture(page, "site-updated");

        page.navigate("/admin/plugins/search/plan?act=rollback");
        Site.press(page, "Go back now");
        assertThat(card(page).locator(".chip").first()).hasText("1.0.0");
        page.navigate("/search?q=lettuce");
        assertThat(page.locator("main")).containsText("lettuce");
        page.context().close();
    }
}
