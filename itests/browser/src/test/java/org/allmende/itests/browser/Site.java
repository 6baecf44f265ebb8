/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.allmende.itests.support.Forum;
import org.allmende.testkit.runtime.Allmende;
import org.allmende.testkit.runtime.Client;

/** A suite of its own with a small community in it, and how people get about in it. */
final class Site implements AutoCloseable {

    static final String PASSWORD = "slow brown badger sleeping";

    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    final Allmende suite;
    final Client admin;
    final Forum forum;

    Site(Path directory) {
        suite = Allmende.start(directory.resolve("home"));
        admin = suite.admin();
        forum = new Forum(admin);
        Path archive = Archive.write(directory.resolve("archive.ndjson"));
        Allmende.Ended imported = Allmende.run(
                "import", archive.toString(), "--strict", "--home", suite.home().toString());
        if (imported.status() != 0) {
            throw new AssertionError("the import failed: " + imported.errors());
        }
    }

    /** An account with a password, besides those of the archive, which have none. */
    String join(String name) {
        return suite.anonymous()
                .post("/api/v1/members", Map.of("name", name, "password", PASSWORD, "email", name + "@example.org"))
                .good()
                .json()
                .path("id")
                .asString();
    }

    void signIn(Page page, String name, String password) {
        page.navigate("/sign-in");
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.MAIN)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Sign in"))
                .click();
        page.locator(".face-menu").waitFor();
    }

    void signInAsAdmin(Page page) {
        signIn(page, "admin", Allmende.PASSWORD);
    }

    /** The id under which the archive's topic can be read. */
    String topic(String title) {
        return topics().stream()
                .filter(topic -> topic[1].equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no topic " + title))[0];
    }

    private List<String[]> topics() {
        return admin.get("/api/v1/topics?limit=1000")
                .good()
                .json()
                .path("items")
                .valueStream()
                .map(topic -> new String[] {
                    topic.path("id").asString(), topic.path("title").asString()
                })
                .toList();
    }

    static void press(Page page, String button) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .click();
    }

    static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    @Override
    public void close() {
        suite.close();
    }
}
