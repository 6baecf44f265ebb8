/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Response;
import org.allmende.testkit.Asked;
import org.allmende.testkit.Shown;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignPagesTest {

    private static final String ADMIN = "/admin/campaigns";

    @TempDir
    Path directory;

    private Town town;

    @BeforeEach
    void open() {
        town = new Town(directory);
    }

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void anEmptyListSaysWhatToDo() {
        assertThat(Shown.html(Asked.get(ADMIN).by(town.viewer("Mo")).of(town.pages)))
                .contains("No campaigns yet", "/base/admin/campaigns/new?kind=announcement");
    }

    @Test
    void anAnnouncementIsWrittenPreviewedKeptStartedAndPaused() {
        Response preview = form().with("preview", "true").of(town.pages);
        assertThat(Shown.html(preview))
                .contains(
                        "<section class=\"banner\"",
                        "2 members fit",
                        "German",
                        "Nov 23, 2026, 7:00",
                        "value=\"Ask us anything\"");
        assertThat(town.campaigns.list(Long.MAX_VALUE, 10)).isEmpty();

        String here = Shown.header(form().of(town.pages), "Location").orElseThrow();
        assertThat(Shown.html(Asked.get(here).by(town.viewer("Mo")).of(town.pages)))
                .contains("Draft", "Start");
        Asked.post(here + "/start").by(town.viewer("Mo")).of(town.pages);
        assertThat(Shown.html(Asked.get(here).by(town.viewer("Mo")).of(town.pages)))
                .contains("Scheduled", "Pause");
        Asked.post(here + "/pause").by(town.viewer("Mo")).of(town.pages);
        assertThat(Shown.html(Asked.get(here + "/edit").by(town.viewer("Mo")).of(town.pages)))
                .contains("value=\"2026-11-24T09:00\"", "value=\"Ask us anything\"");
        assertThat(Shown.html(Asked.get(ADMIN).by(town.viewer("Mo")).of(town.pages)))
                .contains("Ask us anything", "Paused");
    }

    @Test
    void whatIsWrongIsSaidAtItsFieldAndNothingTypedIsLost() {
        Response response = Asked.post(ADMIN + "/new")
                .by(town.viewer("Mo"))
                .with("kind", "announcement")
                .with("title", "")
                .with("body", "my long text")
                .with("link", "javascript:alert(1)")
                .with("from", "tomorrow")
                .with("zone", "Mars/Base")
                .with("locales", "xx")
                .with("roles", "king")
                .with("spaces", "999")
                .of(town.pages);

        assertThat(response.status()).isEqualTo(400);
        assertThat(Shown.html(response))
                .contains(
                        "my long text",
                        "an example of one is Europe/Berlin",
                        "2026-11-24T09:00",
                        "no language",
                        "no role",
                        "There is no space 999");
    }

    @Test
    void aRunningCampaignIsPausedBeforeItIsChanged() {
        String here = Shown.header(form().of(town.pages), "Location").orElseThrow();
        Asked.post(here + "/start").by(town.viewer("Mo")).of(town.pages);

        Problem problem = problem(() -> Asked.patch("/api/v1" + here.substring("/admin".length()))
                .by(town.viewer("Mo"))
                .json("title", "Other")
                .of(town.api));

        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains("Pause it");
    }

    @Test
    void overHttpWhatIsNotGivenStaysAsItWas() {
        Map<String, Object> made = Shown.json(Asked.post("/api/v1/campaigns")
                .by(town.viewer("Mo"))
                .json(
                        "title", "One",
                        "from", "2026-11-24T09:00",
                        "until", "2026-11-25T09:00",
                        "audience", Map.of("roles", List.of("member")))
                .of(town.api));

        Map<String, Object> changed = Shown.json(Asked.patch("/api/v1/campaigns/" + made.get("id"))
                .by(town.viewer("Mo"))
                .header("If-Match", "\"1\"")
                .json("title", "Two", "until", null)
                .of(town.api));

        assertThat(changed).containsEntry("title", "Two").containsEntry("from", "2026-11-24T09:00");
        assertThat(changed.get("until").toString()).isEqualTo("Optional.empty");
        assertThat(changed.get("audience").toString()).contains("member");
        assertThat(problem(() -> Asked.patch("/api/v1/campaigns/" + made.get("id"))
                                .by(town.viewer("Mo"))
                                .header("If-Match", "\"1\"")
                                .json("title", "Three")
                                .of(town.api))
                        .status())
                .isEqualTo(412);
    }

    @Test
    void theSameKeyMakesOneCampaign() {
        Object first = Shown.json(Asked.post("/api/v1/campaigns")
                        .by(town.viewer("Mo"))
                        .key("k")
                        .json("title", "One")
                        .of(town.api))
                .get("id");
        Object second = Shown.json(Asked.post("/api/v1/campaigns")
                        .by(town.viewer("Mo"))
                        .key("k")
                        .json("title", "One")
                        .of(town.api))
                .get("id");

        assertThat(second).isEqualTo(first);
    }

    @Test
    void membersDoNotMakeCampaigns() {
        assertThat(problem(() -> Asked.get(ADMIN).by(town.viewer("Lena")).of(town.pages))
                        .status())
                .isEqualTo(403);
        assertThat(problem(() -> Asked.post("/api/v1/campaigns")
                                .by(town.viewer("Lena"))
                                .json("title", "x")
                                .of(town.api))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void onlyAdministratorsSpeakInTheNameOfOthers() {
        Asked asked = topic("Mo").json("kind", "topic", "title", "x", "body", "y", "space", "1", "author", "Lena");
        assertThat(problem(() -> asked.of(town.api)).fields().getFirst().name()).isEqualTo("author");

        Response response = topic("Root")
                .json("kind", "topic", "title", "x", "body", "y", "space", "1", "author", "Lena")
                .of(town.api);
        assertThat(response.status()).isEqualTo(201);
    }

    @Test
    void aTopicNeedsASpaceATextAndAClock() {
        Problem problem = problem(() -> topic("Mo")
                .json("kind", "topic", "title", "x", "from", "2026-11-24T09:00")
                .of(town.api));

        assertThat(problem.fields().stream().map(Problem.Field::name)).contains("space", "body", "zone");
    }

    @Test
    void thePreviewOverHttpSaysWhomItReachesAndWhen() {
        Object id = Shown.json(topic("Mo")
                        .json("title", "One", "from", "2026-11-24T09:00")
                        .of(town.api))
                .get("id");

        Map<String, Object> preview = Shown.json(Asked.get("/api/v1/campaigns/" + id + "/preview")
                .by(town.viewer("Mo"))
                .of(town.api));

        assertThat(preview).containsEntry("members", 4L).containsKeys("html", "firstAt", "explanation");
        assertThat(preview.get("firstAt").toString()).isEqualTo("2026-11-23T19:00:00Z");
    }

    @Test
    void thePagesSpeakGerman() {
        var mo = town.viewer("Mo").in(Locale.GERMAN, ZoneId.of("Europe/Berlin"));

        assertThat(Shown.html(Asked.get(ADMIN).by(mo).of(town.pages))).contains("Noch keine Kampagnen");
        assertThat(Shown.html(
                        Asked.get(ADMIN + "/new").with("kind", "topic").by(mo).of(town.pages)))
                .contains("In wessen Namen");
    }

    private Asked topic(String name) {
        return Asked.post("/api/v1/campaigns").by(town.viewer(name));
    }

    private Asked form() {
        return Asked.post(ADMIN + "/new")
                .by(town.viewer("Mo"))
                .with("kind", "announcement")
                .with("title", "Ask us anything")
                .with("body", "The **school team** answers.")
                .with("link", "/t/12")
                .with("from", "2026-11-24T09:00")
                .with("until", "2026-11-24T18:00")
                .with("zone", "")
                .with("roles", "member")
                .with("locales", "de")
                .with("locales", "en");
    }

    private static Problem problem(ThrowingCallable call) {
        ProblemException caught = Assertions.catchThrowableOfType(ProblemException.class, call);
        assertThat(caught).isNotNull();
        return caught.problem();
    }
}
