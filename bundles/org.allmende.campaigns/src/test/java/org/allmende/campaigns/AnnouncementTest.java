/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.job.Due;
import org.allmende.api.job.Task;
import org.allmende.api.member.Viewer;
import org.allmende.api.store.Statement;
import org.allmende.api.store.Unit;
import org.allmende.api.web.Html;
import org.allmende.api.web.Response;
import org.allmende.testkit.Asked;
import org.allmende.testkit.Shown;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncementTest {

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
    void itAppearsAtEachMembersLocalHour() {
        start("title", "Ask us anything", "from", "2026-11-24T09:00");

        at("2026-11-23T19:00:00Z");
        assertThat(banner("Kiri")).contains("Ask us anything");
        assertThat(banner("Lena")).isEmpty();
        at("2026-11-24T07:59:59Z");
        assertThat(banner("Lena")).isEmpty();
        at("2026-11-24T08:00:00Z");
        assertThat(banner("Lena")).contains("Ask us anything");
    }

    @Test
    void withoutATimeItAppearsAtOnceEverywhere() {
        start("title", "Now");

        for (String name : town.people.keySet()) {
            assertThat(banner(name)).as(name).contains("Now");
        }
        assertThat(banner(Town.guest())).contains("Now");
    }

    @Test
    void whoAdministersIsNotDisturbed() {
        start("title", "Now");

        assertThat(town.panel.render(Asked.get("/admin/campaigns").by(town.viewer("Mo")), List.of()))
                .containsExactly(Html.NOTHING);
    }

    @Test
    void itStaysForOneVisitAndDoesNotComeAgain() {
        start("title", "Now");
        assertThat(banner("Lena")).contains("Now");
        awaitShown(1);
        town.clock.move(Duration.ofMinutes(29));
        assertThat(banner("Lena")).as("on the next page of the visit").contains("Now");

        town.clock.move(Duration.ofMinutes(2));

        assertThat(banner("Lena")).isEmpty();
        assertThat(banner("Kiri")).as("who had not come yet").contains("Now");
    }

    @Test
    void whoPutsItAwayOrFollowsItDoesNotSeeItAgain() {
        long id = start("title", "Now", "link", "/t/12");
        assertThat(banner("Lena")).contains("/base/campaigns/" + id + "/go");

        Response dismissed = Asked.post("/campaigns/" + id + "/dismiss")
                .by(town.viewer("Lena"))
                .with("back", "/t/7")
                .of(town.reader);
        Response followed =
                Asked.get("/campaigns/" + id + "/go").by(town.viewer("Kiri")).of(town.reader);

        assertThat(Shown.header(dismissed, "Location")).contains("/t/7");
        assertThat(Shown.header(followed, "Location")).contains("/t/12");
        assertThat(banner("Lena")).isEmpty();
        awaitResults(id, "clicked", 1L);
        assertThat(banner("Kiri")).isEmpty();
        assertThat(results(id)).containsEntry("dismissed", 1L);
    }

    @Test
    void htmxGetsNothingInItsPlace() {
        long id = start("title", "Now");

        Response response = Asked.post("/campaigns/" + id + "/dismiss")
                .by(town.viewer("Lena"))
                .inPart()
                .of(town.reader);

        assertThat(response.status()).isEqualTo(200);
        assertThat(Shown.html(response)).isEmpty();
    }

    @Test
    void aGuestPutsItAwayByACookie() {
        long id = start("title", "Now");
        Response response = Asked.post("/campaigns/" + id + "/dismiss")
                .header("Cookie", "allmende-campaigns=17.x.99")
                .of(town.reader);
        String cookie = Shown.header(response, "Set-Cookie").orElseThrow();
        assertThat(cookie).startsWith("allmende-campaigns=17.99." + id + ";");

        Asked again = Asked.get("/").header("Cookie", cookie.substring(0, cookie.indexOf(';')));

        assertThat(town.panel.render(again, List.of())).containsExactly(Html.NOTHING);
        assertThat(results(id).get("guests").toString()).contains("dismissed=1");
    }

    @Test
    void onlyTheAudienceSeesIt() {
        start("title", "For Germans", "audience", Map.of("locales", List.of("de"), "roles", List.of("member")));

        assertThat(banner("Lena")).contains("For Germans");
        assertThat(banner("Kiri")).isEmpty();
        assertThat(banner("Mo")).isEmpty();
        assertThat(banner(Town.guest())).isEmpty();
    }

    @Test
    void aPrivateSpacesAudienceAreThoseWhoMayReadIt() {
        start("title", "For the council", "audience", Map.of("spaces", List.of("2")));
        town.council.add(town.people.get("Kiri").ref());

        assertThat(banner("Kiri")).contains("For the council");
        assertThat(banner("Lena")).isEmpty();
        assertThat(banner("Kiri", Town.IN_SQUARE)).as("in another space").isEmpty();
        assertThat(banner("Kiri", Town.COUNCIL)).contains("For the council");
    }

    @Test
    void aPauseHidesItAndResumingShowsItAgain() {
        long id = start("title", "Now");
        act(id, "pause");
        assertThat(banner("Lena")).isEmpty();

        act(id, "start");
        assertThat(banner("Lena")).contains("Now");

        act(id, "stop");
        assertThat(banner("Lena")).isEmpty();
        assertThat(town.audited)
                .containsExactly(
                        "campaigns.make", "campaigns.start", "campaigns.pause", "campaigns.start", "campaigns.stop");
    }

    @Test
    void itIsBookedAsRunningAndThenAsFinished() throws Exception {
        long id = start("title", "Soon", "from", "2026-11-24T09:00", "until", "2026-11-24T18:00");
        assertThat(stage(id)).isEqualTo(Stage.SCHEDULED);

        at("2026-11-23T18:59:00Z");
        run(id, PublishJob.START);
        assertThat(stage(id)).as("a task that came too early").isEqualTo(Stage.SCHEDULED);
        at("2026-11-23T19:00:00Z");
        run(id, PublishJob.START);
        assertThat(stage(id)).isEqualTo(Stage.RUNNING);
        at("2026-11-25T06:00:00Z");
        run(id, PublishJob.END);
        run(id, PublishJob.END);
        assertThat(stage(id)).isEqualTo(Stage.FINISHED);
    }

    @Test
    void scriptInItIsInert() {
        start("title", "<script>alert(1)</script>", "body", "<img src=x onerror=alert(1)> [a](javascript:alert(1))");

        assertThat(banner("Lena"))
                .doesNotContain("<script", "<img", "javascript:")
                .contains("&lt;script");
    }

    @Test
    void anErasedMemberIsForgotten() {
        long id = start("title", "Now");
        Asked.post("/campaigns/" + id + "/dismiss").by(town.viewer("Lena")).of(town.reader);
        Ref lena = town.people.get("Lena").ref();

        town.store.writeNow(new Forgetting()
                .handle(List.of(new Event(1, Event.MEMBER_ERASED, Instant.EPOCH, lena, 2, Optional.empty()))));

        assertThat(results(id)).containsEntry("dismissed", 0L);
    }

    private long start(Object... fields) {
        Object id = Shown.json(Asked.post("/api/v1/campaigns")
                        .by(town.viewer("Mo"))
                        .json(fields)
                        .of(town.api))
                .get("id");
        act(Long.parseLong((String) id), "start");
        return Long.parseLong((String) id);
    }

    private void act(long id, String what) {
        Asked.post("/api/v1/campaigns/" + id + "/" + what).by(town.viewer("Mo")).of(town.api);
    }

    private void run(long id, String what) throws Exception {
        Unit unit = town.job.run(new Due(id + ":" + what, town.clock.instant(), Long.toString(id)));
        town.store.writeNow(unit);
    }

    private Stage stage(long id) {
        return town.campaigns.find(id).orElseThrow().stage();
    }

    private void at(String instant) {
        town.clock.move(Duration.between(town.clock.instant(), Instant.parse(instant)));
    }

    private Map<String, Object> results(long id) {
        return Shown.json(Asked.get("/api/v1/campaigns/" + id + "/results")
                .by(town.viewer("Mo"))
                .of(town.api));
    }

    private void awaitResults(long id, String what, Object value) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!results(id).get(what).equals(value) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(results(id)).containsEntry(what, value);
    }

    /** What was shown is kept without waiting for it; a unit that is waited for comes after it. */
    private void awaitShown(long number) {
        town.store.writeNow(Unit.nothing().task(new Task("test", "after", Instant.EPOCH, "")));
        long shown = town.store.read(reader -> reader.count(Statement.of("SELECT COUNT(*) FROM campaigns_seen")));
        assertThat(shown).isEqualTo(number);
    }

    private String banner(String name, Ref... subjects) {
        return banner(town.viewer(name), subjects);
    }

    private String banner(Viewer viewer, Ref... subjects) {
        return town.panel
                .render(Asked.get("/t/1").by(viewer), List.of(subjects))
                .getFirst()
                .value();
    }
}
