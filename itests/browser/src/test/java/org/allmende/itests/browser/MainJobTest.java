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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job: a member reads, writes, searches and reports, a moderator hides, somebody reads German, an announcement appears and
 * is dismissed, all while every feature is swapped underneath again and again.
 */
@Timeout(300)
class MainJobTest {

    @TempDir
    Path directory;

    @Test
    void aDayInTheCommunityWhileFeaturesAreSwapped() {
        try (Chromium chromium = Chromium.start();
                Site site = new Site(directory)) {
            site.join("Gunda");
            Page member = chromium.visitor(site.suite.url(""));
            Page moderator = chromium.visitor(site.suite.url(""));
            site.signIn(member, "Gunda", Site.PASSWORD);
            site.signInAsAdmin(moderator);
            int swaps;
            try (Swapping swapping = new Swapping(site.admin)) {
                readsAndAnswers(site, member);
                findsWhatWasWritten(member);
                reportsAPost(site, member);
                hidesIt(moderator);
                isGoneForTheMember(site, member);
                readsGerman(member);
                meetsAnAnnouncement(site, member);
                swaps = swapping.done();
            }
            assertThat(swaps).as("swaps during the day").isGreaterThanOrEqualTo(4);
            assertThat(chromium.faults()).as("what went wrong unseen").isEmpty();
        }
    }

    private static void readsAndAnswers(Site site, Page page) {
        page.navigate("/");
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions()
                                .setName("What eats my lettuce at night?")
                                .setExact(true))
                .first()
                .click();
        assertThat(page.locator("h1")).hasText("What eats my lettuce at night?");
        page.navigate("/t/" + site.topic("Sharing a shredder"));
        page.locator("#f-body")
                .fill("I would pay the other half, if it is a **quiet** one. Rhabarberkuchen for everybody!");
        page.locator("#reply button[value=post]").click();
        assertThat(page.locator(".body strong", new Page.LocatorOptions().setHasText("quiet")))
                .isVisible();
    }

    private static void findsWhatWasWritten(Page page) {
        page.locator("form.find input[name=q]").fill("rhabarberkuchen");
        page.keyboard().press("Enter");
        // Else a reload would cut off the way to the answer.
        page.waitForURL("**/search?**");
        // The index follows within a blink; a person who is faster presses again.
        for (int press = 0; page.locator(".found").count() == 0 && press < 20; press++) {
            page.waitForTimeout(250);
            page.reload();
        }
        assertThat(page.locator(".found h2 a").first()).hasText("Sharing a shredder");
        assertThat(page.locator(".found mark").first()).hasText("Rhabarberkuchen");
    }

    private static void reportsAPost(Site site, Page page) {
        page.navigate("/t/" + site.topic("For sale: cargo bike"));
        page.locator("article").first().getByText("Report").click();
        page.locator("input[name=reason][value=spam]").check();
        page.locator("#note").fill("He sells the same bike every week.");
        page.locator("form.form button.main").click();
        assertThat(page.getByRole(AriaRole.STATUS).first()).isVisible();
    }

    private static void hidesIt(Page page) {
        page.navigate("/moderation");
        assertThat(page.locator(".case")).hasCount(1);
        page.locator(".case").first().click();
        assertThat(page.locator("#case")).containsText("Three years old, new brakes");
        page.locator("#case button[value=hide]").click();
        assertThat(page.getByRole(AriaRole.STATUS).first()).isVisible();
    }

    private static void isGoneForTheMember(Site site, Page page) {
        String topic = site.topic("For sale: cargo bike");
        Locator body = page.locator(".body", new Page.LocatorOptions().setHasText("new brakes"));
        page.navigate("/t/" + topic);
        for (int look = 0; body.count() > 0 && look < 40; look++) {
            page.waitForTimeout(250);
            page.reload();
        }
        assertThat(body).hasCount(0);
    }

    private static void readsGerman(Page page) {
        page.navigate("/");
        page.locator("a[hreflang=de], .menu-box a[lang=de]").first().evaluate("link => link.click()");
        assertThat(page.locator("html")).hasAttribute("lang", "de");
        assertThat(page.locator("footer")).not().containsText("runs on");
        page.navigate("/sign-in");
        assertThat(page.locator("html")).hasAttribute("lang", "de");
    }

    private static void meetsAnAnnouncement(Site site, Page page) {
        Map<String, Object> plan = Map.of(
                "kind", "announcement",
                "title", "Sommerfest am Samstag",
                "body", "Wer bringt **Kuchen** mit?",
                "from", "2026-01-01T00:00",
                "audience", Map.of("spaces", List.of(), "roles", List.of(), "locales", List.of("de")));
        String id = site.admin
                .post("/api/v1/campaigns", plan)
                .good()
                .json()
                .path("id")
                .asString();
        site.admin.post("/api/v1/campaigns/" + id + "/start", Map.of()).good();
        Locator banner = page.locator(".banner", new Page.LocatorOptions().setHasText("Sommerfest am Samstag"));
        page.navigate("/");
        assertThat(banner).isVisible();
        banner.getByRole(AriaRole.BUTTON).click();
        assertThat(banner).hasCount(0);
        page.navigate("/");
        assertThat(page.locator("h1")).isVisible();
        assertThat(banner).hasCount(0);
    }
}
