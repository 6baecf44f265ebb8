/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.allmende.testkit.runtime.Client;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An administrator changes settings on the pages that are made from what the bundles say, and sees them take effect. */
@Timeout(120)
class SettingsTest {

    @TempDir
    static Path directory;

    private static Site site;
    private static Chromium chromium;

    @BeforeAll
    static void open() throws IOException {
        chromium = Chromium.start();
        site = new Site(directory);
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

    @Test
    void whatIsSetTakesEffectAtOnceAndGoesBackToItsDefault() {
        Page page = chromium.visitor(site.suite.url(""), Chromium.phone());
        site.signInAsAdmin(page);
        set(page, "false");
        assertThat(page.getByText("1 set")).isVisible();
        Site.picture(page, "settings");
        Client.Answer refused = join();
        assertThat(refused.status()).as(refused.toString()).isEqualTo(403);

        set(page, "");
        assertThat(page.getByText("1 set")).not().isVisible();
        assertThat(join().status()).isEqualTo(201);
        page.context().close();
    }

    private static void set(Page page, String open) {
        page.navigate("/admin/settings");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Joining"))
                .click();
        page.getByLabel("Open").selectOption(open);
        Site.press(page, "Save");
        assertThat(page.locator(".note.flash")).containsText("Joining: saved.");
    }

    @Test
    void whatCannotBeIsSaidBesideItsFieldAndStays() {
        Page page = chromium.visitor(site.suite.url(""), Chromium.desk());
        site.signInAsAdmin(page);
        page.navigate("/admin/settings/org.allmende.hosts.AllGates");
        page.getByLabel("Milliseconds").fill("soon");
        Site.press(page, "Save");
        assertThat(page.locator("main [role=alert]")).containsText("must be a whole number");
        assertThat(page.getByLabel("Milliseconds")).hasValue("soon");
        page.getByLabel("Milliseconds").fill("${env:NOT_THERE}");
        Site.press(page, "Save");
        assertThat(page.locator("main [role=alert]")).containsText("${env:NOT_THERE}");
        page.context().close();
    }

    private static Client.Answer join() {
        return site.suite
                .anonymous()
                .post(
                        "/api/v1/members",
                        Map.of("name", "Newcomer", "password", Site.PASSWORD, "email", "n@example.org"));
    }
}
