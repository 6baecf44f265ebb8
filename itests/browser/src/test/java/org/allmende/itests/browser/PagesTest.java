/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page, at a desk by day and by night, on a phone, and from right to left: pictured, free of what axe finds, no wider than the
 * screen, and without errors.
 */
@Timeout(300)
class PagesTest {

    @TempDir
    static Path directory;

    private static Site site;
    private static Chromium chromium;
    private static String axe;

    @BeforeAll
    static void open() throws IOException {
        chromium = Chromium.start();
        site = new Site(directory);
        site.join("Gunda");
        String post = site.forum.topicIn(space(), "A topic with everything", EVERYTHING);
        site.admin
                .post("/api/v1/topics/" + post + "/posts", Map.of("body", "An answer."))
                .good();
        String reported = first(site.topic("For sale: cargo bike"));
        site.admin
                .post("/api/v1/reports", Map.of("post", reported, "reason", "spam"))
                .good();
        try (InputStream script = PagesTest.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final String EVERYTHING = """
            A *first* paragraph with `code`, a [link](https://example.org/) and a word that is far too long: \
            Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.

            > A quotation.

            - a list
            - of things

            ```
            some code that is rather wide and does not fit onto the screen of a phone, whatever one does about it, really
            ```
            """;

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    /** How a page is looked at. */
    enum Look {
        DAY,
        NIGHT,
        PHONE,
        RIGHT_TO_LEFT;

        Browser.NewContextOptions options() {
            return switch (this) {
                case DAY -> Chromium.desk();
                case NIGHT -> Chromium.night();
                case PHONE -> Chromium.phone();
                case RIGHT_TO_LEFT -> Chromium.desk();
            };
        }
    }

    private static Stream<Look> looks() {
        return Stream.of(Look.values());
    }

    @ParameterizedTest
    @MethodSource("looks")
    void guestsPages(Look look) {
        Page page = chromium.visitor(site.suite.url(""), look.options());
        each(page, look, "guest", guestPages());
        page.context().close();
    }

    @ParameterizedTest
    @MethodSource("looks")
    void membersPages(Look look) {
        Page page = chromium.visitor(site.suite.url(""), look.options());
        site.signIn(page, "Gunda", Site.PASSWORD);
        each(page, look, "member", memberPages());
        page.context().close();
    }

    @ParameterizedTest
    @MethodSource("looks")
    void administratorsPages(Look look) {
        Page page = chromium.visitor(site.suite.url(""), look.options());
        site.signInAsAdmin(page);
        each(page, look, "administrator", administratorPages());
        page.context().close();
    }

    private static Map<String, String> guestPages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("home", "/");
        pages.put("space", "/s/" + space());
        pages.put("feature-plan-off", "/admin/plugins/moderation/plan?act=off");
        pages.put("feature-parts", "/admin/plugins/moderation/parts");
        pages.put("topic", "/t/" + site.topic("What eats my lettuce at night?"));
        pages.put("topic-everything", "/t/" + site.topic("A topic with everything"));
        pages.put("search-empty", "/search");
        pages.put("search-found", "/search?q=shredder");
        pages.put("search-nothing", "/search?q=xylophonium");
        pages.put("sign-in", "/sign-in");
        pages.put("sign-up", "/sign-up");
        pages.put("not-found", "/no/such/page");
        return pages;
    }

    private static Map<String, String> memberPages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("home", "/");
        pages.put("topic", "/t/" + site.topic("Sharing a shredder"));
        pages.put("new-topic", "/s/" + space() + "/new");
        pages.put("report", "/report/forum:post:" + first(site.topic("Sharing a shredder")));
        pages.put("profile", "/me");
        pages.put("preferences", "/preferences");
        pages.put("notifications", "/notifications");
        return pages;
    }

    /** What the administration's menu leads to, so that no page is forgotten. */
    private static Map<String, String> administratorPages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("admin", "/admin");
        Page page = chromium.visitor(site.suite.url(""));
        site.signInAsAdmin(page);
        page.navigate("/admin");
        Object links =
                page.evaluate("() => [...document.querySelectorAll('nav.nav a')].map(a => a.getAttribute('href'))");
        for (Object link : (List<?>) links) {
            pages.put(link.toString().substring(1).replace('/', '-').replaceAll("[?].*", ""), link.toString());
        }
        page.context().close();
        assertThat(pages.size()).as("pages of the administration: %s", pages).isGreaterThan(5);
        pages.put("campaign-new", "/admin/campaigns/new");
        pages.put("moderation", "/moderation");
        pages.put("moderation-case", "/moderation/cases/" + openCase());
        pages.put("moderation-closed", "/moderation/closed");
        pages.put("moderation-terms", "/moderation/terms");
        pages.put("feature-history", "/admin/plugins/search/history");
        pages.put("feature-plan", "/admin/plugins/search/plan?act=restart");
        pages.put("feature-plan-remove", "/admin/plugins/moderation/plan?act=remove");
        pages.put("topic", "/t/" + site.topic("For sale: cargo bike"));
        return pages;
    }

    private static void each(Page page, Look look, String who, Map<String, String> pages) {
        StringBuilder wrong = new StringBuilder();
        int before = chromium.faults().size();
        pages.forEach((name, path) -> {
            int status = page.navigate(path).status();
            if (status != (name.equals("not-found") ? 404 : 200)) {
                wrong.append(path).append(" answered ").append(status).append('\n');
            }
            if (look == Look.RIGHT_TO_LEFT) {
                page.evaluate("() => { document.documentElement.dir = 'rtl'; }");
            }
            page.evaluate("() => document.fonts.ready");
            Site.picture(page, look.name().toLowerCase() + "-" + who + "-" + name);
            violations(page)
                    .forEach(
                            line -> wrong.append(path).append(": ").append(line).append('\n'));
            int tooWide = ((Number) page.evaluate(
                            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .intValue();
            if (tooWide > 0) {
                wrong.append(path).append(": ").append(tooWide).append(" pixels wider than the screen\n");
            }
        });
        List<String> faults = chromium.faults();
        faults.subList(before, faults.size())
                .forEach(fault -> wrong.append(fault).append('\n'));
        assertThat(wrong.toString()).as("%s, %s", look, who).isEmpty();
    }

    /** What axe finds, each with where and why. */
    private static List<String> violations(Page page) {
        page.evaluate(axe);
        Object found = page.evaluate("""
                async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
                  v => v.id + ' (' + v.help + ') at ' + v.nodes.map(
                    n => n.target.join(' ') + ' [' + n.any.map(a => a.message).join('; ') + ']').slice(0, 3).join(', '))""");
        return ((List<?>) found).stream().map(Object::toString).toList();
    }

    private static String openCase() {
        return site.admin
                .get("/api/v1/moderation/cases")
                .good()
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString();
    }

    private static String space() {
        return site.admin
                .get("/api/v1/spaces")
                .good()
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString();
    }

    private static String first(String topic) {
        return site.admin
                .get("/api/v1/topics/" + topic)
                .good()
                .json()
                .path("post")
                .path("id")
                .asString();
    }
}
