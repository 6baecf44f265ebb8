/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.health.Health;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.search.Search;
import org.allmende.api.store.Unit;
import org.allmende.api.text.Messages;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Json;
import org.allmende.testkit.Asked;
import org.allmende.testkit.Shown;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPagesTest {

    @TempDir
    Path folder;

    private final Village village = new Village();
    private final Messages messages = TestMessages.of(Path.of("src/main/resources"));
    private final Assets assets = file -> "/assets/" + file;
    private Desk desk;
    private SearchPages pages;
    private SearchApi api;
    private Ref topic;

    @BeforeEach
    void open() throws Exception {
        desk = new Desk(folder, village);
        pages = new SearchPages(desk.finder, desk.index, village, village, messages, assets);
        api = new SearchApi(desk.finder, village);
        Ref education = village.space("edu", "Education & \"more\"", Optional.empty(), false);
        topic = village.topic(
                education, village.member("Lena <b>"), "Summer school", "Is the summer school worth it?", "summer");
        village.reply(topic, village.member("omar"), "Yes, it is: my summer there was good.");
        village.topic("Winter", "No summer here, only the cold.");
        desk.follow();
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    @Test
    void resultsStandUnderTheirTopicWithWhatWasAskedForMarked() {
        String html = Shown.html(Asked.get("/search").with("q", "summer").of(pages));
        assertThat(html)
                .containsOnlyOnce("<a href=\"/base/topic/" + topic.id() + "\"><mark>Summer</mark> school</a>")
                .contains("my <mark>summer</mark> there was good", "3 posts", "Best first", "Lena &lt;b&gt;")
                .doesNotContain("[", "<b>");
    }

    @Test
    void filtersAreChipsThatCanBeTakenOff() {
        String html = Shown.html(Asked.get("/search")
                .with("q", "summer in:\"Education & more\" -tag:old")
                .of(pages));
        assertThat(html)
                .contains("href=\"/base/search?q=summer+-tag%3Aold\"", ">in:\"Education &amp; more\"<", "2 posts")
                .doesNotContain("[");
    }

    @Test
    void withoutAQuestionThePageSaysWhatCanBeAskedInTheReadersLanguage() {
        Viewer german = Viewer.guest(Locale.GERMAN, ZoneOffset.UTC);
        assertThat(Shown.html(Asked.get("/search").by(german).of(pages)))
                .contains("Was gesucht werden kann", "tag:visum")
                .doesNotContain("[");
        assertThat(Shown.html(
                        Asked.get("/search").by(german).with("q", "nirgends").of(pages)))
                .contains("Nichts gefunden");
    }

    @Test
    void whatIsAskedIsShownEscapedWhereverItStands() {
        String attack = "\"><script>alert(1)</script> in:\"><img src=x>";
        String html = Shown.html(Asked.get("/search").with("q", attack).of(pages));
        assertThat(html).doesNotContain("<script", "<img");
        String box = new SearchBox(messages, assets)
                .render(Asked.get("/search").with("q", attack), List.of())
                .getFirst()
                .value();
        assertThat(box).contains("class=\"find\"", "value=\"&#34;>&lt;script>");
    }

    @Test
    void theApiAnswersWhatTheContractSays() {
        Map<String, Object> answer = Shown.json(Asked.get("/api/v1/search")
                .with("q", "summer")
                .with("limit", "2")
                .of(api));
        assertThat(answer)
                .containsEntry("total", 3L)
                .containsEntry("totalExact", true)
                .containsEntry("next", Optional.of("2"))
                .containsKeys("took", "facets", "suggestion");
        List<?> items = (List<?>) answer.get("items");
        Map<String, Object> first = ((Json) items.getFirst()).fields();
        assertThat(first)
                .containsEntry("kind", "topic")
                .containsEntry("id", topic)
                .containsEntry("topic", topic)
                .containsEntry("title", "<mark>Summer</mark> school")
                .containsKeys("externalId", "snippet", "score");
        Map<String, Object> rest = Shown.json(Asked.get("/api/v1/search")
                .with("q", "summer")
                .with("limit", "2")
                .with("after", "2")
                .of(api));
        assertThat((List<?>) rest.get("items")).hasSize(1);
        assertThat(rest).containsEntry("next", Optional.empty());
        assertThat(Shown.json(Asked.get("/api/v1/search")
                        .with("q", "summer")
                        .with("space", "edu")
                        .with("language", "en")
                        .with("sort", "newest")
                        .of(api)))
                .containsEntry("total", 2L);
        assertThatThrownBy(
                        () -> Asked.get("/api/v1/search").with("sort", "random").of(api))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("relevance or newest");
    }

    @Test
    void likeTopicsAreFoundByTextOrByTopic() {
        Map<String, Object> byText = Shown.json(Asked.post("/api/v1/search/similar")
                .json("title", "Which summer school is good?")
                .of(api));
        assertThat(((Json) ((List<?>) byText.get("items")).getFirst()).fields()).containsEntry("id", topic);
        Map<String, Object> byTopic = Shown.json(
                Asked.post("/api/v1/search/similar").json("topic", topic.id()).of(api));
        assertThat((List<?>) byTopic.get("items"))
                .extracting(item -> ((Json) item).fields().get("id"))
                .doesNotContain(topic);
        assertThatThrownBy(() -> Asked.post("/api/v1/search/similar")
                        .json("topic", "none")
                        .of(api))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void whatIsLikeATopicThatOneMayNotReadIsNotTold() {
        village.change(topic, village.topic(topic).orElseThrow().space(), State.HELD, Optional.empty());
        assertThatThrownBy(() -> Asked.post("/api/v1/search/similar")
                        .json("topic", topic.id())
                        .of(api))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(404));
    }

    @Test
    void otherFeaturesGetPlainText() {
        Search.Found found = new FoundPosts(desk.finder).find(new Search.Query("summer", Village.guest(), 10));
        assertThat(found.total()).isEqualTo(3);
        assertThat(found.hits().getFirst().title()).isEqualTo("Summer school");
    }

    @Test
    void anAdministratorSeesTheIndexAndHasItBuiltAnew() throws Exception {
        try (TestStore store = TestStore.in(folder.resolve("store"), Clock.systemUTC())) {
            SearchAdministration administration = new SearchAdministration(
                    desk.index,
                    village,
                    store.store(),
                    (who, client, act, subject, detail) -> Unit.nothing(),
                    messages,
                    assets);
            Viewer admin = Viewer.system();
            assertThat(Shown.html(Asked.get("/admin/search").by(admin).of(administration)))
                    .contains("Up to date", "MB", "German")
                    .doesNotContain("[");
            assertThat(Asked.post("/admin/search/rebuild")
                            .by(admin)
                            .of(administration)
                            .status())
                    .isEqualTo(303);
            assertThat(desk.index.settled(Duration.ofSeconds(20))).isTrue();
            assertThat(desk.find("summer")).hasSize(3);
            assertThat(Shown.html(Asked.get("/admin/search").by(admin).inPart().of(administration)))
                    .contains("id=\"index-state\"")
                    .doesNotContain("<h1");
            assertThat(new IndexHealth(desk.index).check().level()).isEqualTo(Health.Level.GOOD);
            assertThatThrownBy(() -> Asked.get("/admin/search").of(administration))
                    .isInstanceOf(ProblemException.class);
        }
    }
}
