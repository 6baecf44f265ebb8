/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An administrator switches off a part, a feature and all of them, and on again, while the forum goes on. */
@Timeout(180)
class SwitchingTest {

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

    private static Locator card(Page page, String feature) {
        return page.locator("#feature-" + feature);
    }

    private static void choose(Page page, String feature, String what) {
        page.navigate("/admin/plugins");
        card(page, feature).getByText("More").click();
        card(page, feature)
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(what))
                .click();
    }

    @Test
    void aPartGoesOffAndTheOthersGoOn() {
        Page page = chromium.visitor(site.suite.url(""), Chromium.desk());
        site.signInAsAdmin(page);
        page.navigate("/");
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).isVisible();
        choose(page, "search", "Parts");
        Site.picture(page, "parts");
        page.getByLabel("SearchBox").uncheck();
        Site.press(page, "Save");
        assertThat(card(page, "search")).containsText("1 part is off");
        page.navigate("/");
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).not().isVisible();
        page.navigate("/search?q=bike");
        assertThat(page.locator("main")).containsText("bike");

        choose(page, "search", "Parts");
        page.getByLabel("SearchBox").check();
        Site.press(page, "Save");
        assertThat(card(page, "search")).not().containsText("1 part is off");
        page.navigate("/");
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).isVisible();
        page.context().close();
    }

    @Test
    void allGoOffInSafeModeOneComesBackByHandAndThenAllAsBefore() {
        Page page = chromium.visitor(site.suite.url(""), Chromium.phone());
        site.signInAsAdmin(page);
        page.navigate("/admin/plugins");
        page.getByText("Safe mode", new Page.GetByTextOptions().setExact(true)).click();
        Site.press(page, "Stop all features");
        assertThat(page.locator(".note.flash")).containsText("Safe mode");
        assertThat(card(page, "moderation")).containsText("Not started");
        Site.picture(page, "safe-mode");
        page.navigate("/");
        assertThat(page.locator("main h1")).isVisible();

        page.navigate("/admin/plugins");
        card(page, "moderation")
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Switch on"))
                .click();
        Site.press(page, "Switch it on now");
        assertThat(card(page, "moderation")).containsText("Healthy");
        assertThat(card(page, "search")).containsText("Not started");
        Site.press(page, "End it, all as before");
        assertThat(page.locator(".note.flash")).containsText("all runs as before");
        assertThat(card(page, "search")).containsText("Healthy");
        page.context().close();
    }
}
