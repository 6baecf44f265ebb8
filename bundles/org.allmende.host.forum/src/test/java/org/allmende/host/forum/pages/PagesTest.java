/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Languages;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.host.forum.content.Deployment;
import org.allmende.host.forum.content.Edit;
import org.allmende.host.forum.content.NewSpace;
import org.allmende.host.forum.content.NewTopic;
import org.allmende.host.forum.content.Posted;
import org.allmende.testkit.Asked;
import org.allmende.testkit.Shown;
import org.allmende.testkit.TestMessages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages on a real forum, in English unless a test says otherwise. */
class PagesTest {

    private static final String SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

    @TempDir
    Path folder;

    private Deployment forum;
    private Route[] pages;
    private Viewer lena;
    private Viewer omar;
    private Viewer moderator;
    private String space;
    private Posted topic;

    @BeforeEach
    void open() {
        forum = new Deployment(folder);
        Visits visits = new Visits(
                TestMessages.of(Path.of("src/main/resources")), TestMessages.markup(), file -> "/assets/" + file);
        Cards cards = new Cards(new Languages() {
            @Override
            public Map<Ref, Locale> of(List<Ref> posts) {
                return Map.of(posts.get(0), Locale.GERMAN);
            }
        });
        pages = new Route[] {
            new HomePage(forum.content, visits),
            new SpacePages(forum.content, forum.writing, visits),
            new TopicPages(forum.content, forum.writing, visits, cards),
            new PostPages(forum.content, forum.writing, visits, cards),
            new MemberPages(forum.content, visits),
            new NotificationPages(forum.notifications, visits),
            new SpaceAdministration(forum.content, forum.writing, forum.people, visits)
        };
        lena = forum.member("Lena Roth");
        omar = forum.member("Omar T.");
        moderator = forum.moderator("Mara");
        space = forum.space("Schools");
        topic = forum.topic(lena, space, "Is the summer school worth it?", "We moved in **March**.");
    }

    @AfterEach
    void close() {
        forum.close();
    }

    @Test
    void aGuestReadsATopicAndIsToldWhereToSignIn() {
        String page = Shown.html(Asked.get("/t/" + topic.topic().id()).of(pages));

        assertThat(page)
                .contains("Is the summer school worth it?", "<strong>March</strong>", ">LR<")
                .contains("/base/sign-in?next=%2Ft%2F" + topic.topic().id())
                .doesNotContain("<textarea", "formaction");
    }

    @Test
    void theLanguageOfAPostStandsInItsMarkup() {
        assertThat(Shown.html(Asked.get("/t/" + topic.topic().id()).of(pages))).contains("dir=\"auto\" lang=\"de\"");
    }

    @Test
    void afterAnAnswerOneIsWhereItStands() {
        Response answer = Asked.post("/t/" + topic.topic().id())
                .by(omar)
                .with("body", "Ours went for two weeks.")
                .with("act", "post")
                .of(pages);

        assertThat(answer.status()).isEqualTo(303);
        String place = Shown.header(answer, "Location").orElseThrow();
        assertThat(place).startsWith("/p/");
        assertThat(Shown.header(Asked.get(place).by(omar).of(pages), "Location"))
                .contains("/t/" + topic.topic().id() + "#p-" + place.substring(3));
    }

    @Test
    void theSameFormSentTwiceIsOneAnswer() {
        for (int i = 0; i < 2; i++) {
            Asked.post("/t/" + topic.topic().id())
                    .by(omar)
                    .with("body", "Once.")
                    .with("once", "key-of-the-form")
                    .of(pages);
        }

        assertThat(forum.content.topic(omar, topic.topic().id()).topic().posts())
                .isEqualTo(2);
    }

    @Test
    void whatWasTypedComesBackWithWhatIsWrong() {
        Response answer = Asked.post("/s/" + space + "/new")
                .by(lena)
                .with("title", "  ")
                .with("tags", "summer, #children")
                .with("body", "A long text that took an hour.")
                .of(pages);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(Shown.html(answer))
                .contains("A long text that took an hour.", "value=\"summer, #children\"")
                .contains("role=\"alert\"", "href=\"#f-title\"", "id=\"fault-title\"")
                .contains("aria-invalid=\"true\"");
    }

    @Test
    void aTopicIsOpenedWithItsTags() {
        Response answer = Asked.post("/s/" + space + "/new")
                .by(lena)
                .with("title", "Which camps?")
                .with("tags", "summer, #children,, ")
                .with("body", "For under-sevens.")
                .of(pages);

        String page = Shown.html(
                Asked.get(Shown.header(answer, "Location").orElseThrow()).of(pages));
        assertThat(page).contains("href=\"/base/tag/summer\"", "href=\"/base/tag/children\"");
        assertThat(Shown.html(Asked.get("/tag/summer").of(pages))).contains("Which camps?");
    }

    @Test
    void whatAGateHoldsIsSeenByItsAuthorWithTheReason() {
        forum.gates = draft -> Verdict.hold(Reason.of("terms", "phone", "A phone number touches guideline 4."));
        Response answer = Asked.post("/t/" + topic.topic().id())
                .by(omar)
                .with("body", "Call me at 555 123")
                .of(pages);

        assertThat(Shown.header(answer, "Allmende-Notice")).isPresent();
        assertThat(Shown.html(Asked.get("/t/" + topic.topic().id()).by(omar).of(pages)))
                .contains("Waiting for a moderator", "Only you and moderators", "A phone number touches guideline 4.");
        assertThat(Shown.html(
                        Asked.get("/t/" + topic.topic().id()).by(moderator).of(pages)))
                .contains("Readers cannot see this yet.", "Publish");
        assertThat(Shown.html(Asked.get("/t/" + topic.topic().id()).by(lena).of(pages)))
                .doesNotContain("555 123");
    }

    @Test
    void whatAGateRejectsComesBackWithTheReason() {
        forum.gates = draft -> Verdict.reject(Reason.of("terms", "phone", "Leave the phone number out."));

        Response answer = Asked.post("/t/" + topic.topic().id())
                .by(omar)
                .with("body", "Call me at 555 123")
                .of(pages);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Shown.html(answer)).contains("Leave the phone number out.", "Call me at 555 123");
    }

    @Test
    void aPreviewShowsTheTextAndKeepsIt() {
        Asked asked = Asked.post("/t/" + topic.topic().id())
                .by(omar)
                .with("body", "It was **good**")
                .with("act", "preview");

        assertThat(Shown.html(asked.of(pages))).contains("<strong>good</strong>", "It was **good**</textarea>");
        assertThat(Shown.html(asked.inPart().of(pages)))
                .contains("<strong>good</strong>")
                .doesNotContain("<textarea");
    }

    @Test
    void replyingQuotesAndKeepsWhatWasTyped() {
        String form = Shown.html(Asked.post("/p/" + topic.post().id() + "/reply")
                .by(omar)
                .with("body", "First this.")
                .inPart()
                .of(pages));

        assertThat(form)
                .contains("First this.\n\n&gt; We moved in March.")
                .contains("name=\"replyTo\" value=\"" + topic.post().id() + "\"");
    }

    @Test
    void aReactionAnswersWithItsPartAndIsTakenBackByTheSameButton() {
        String path = "/p/" + topic.post().id() + "/reactions";

        String given = Shown.html(
                Asked.post(path).by(omar).with("give", "like").inPart().of(pages));
        String taken = Shown.html(
                Asked.post(path).by(omar).with("take", "like").inPart().of(pages));

        assertThat(given).contains("name=\"take\" value=\"like\" aria-pressed=\"true\"", ">1<");
        assertThat(taken).contains("name=\"give\" value=\"like\" aria-pressed=\"false\"");
    }

    @Test
    void aLongTopicHasPagesAndAPostIsFoundOnItsOwn() {
        Posted last = topic;
        for (int i = 2; i <= 120; i++) {
            last = forum.reply(i % 2 == 0 ? omar : lena, topic, "Post number " + i);
        }
        String id = topic.topic().id();

        assertThat(Shown.html(Asked.get("/t/" + id).of(pages)))
                .contains("Post number 50", "Posts 1–50 of 120")
                .doesNotContain("Post number 51");
        String place = Shown.header(Asked.get("/p/" + last.post().id()).of(pages), "Location")
                .orElseThrow();
        assertThat(place).isEqualTo("/t/" + id + "?after=100#p-" + last.post().id());
        assertThat(Shown.html(Asked.get("/t/" + id).with("after", "100").of(pages)))
                .contains("Post number 101", "Posts 101–120 of 120", "href=\"/base/t/" + id + "?after=50\"")
                .doesNotContain("Post number 100<");
        assertThat(Shown.header(Asked.get("/t/" + id + "/last").of(pages), "Location"))
                .contains("/p/" + last.post().id());
    }

    @Test
    void anEditThatComesTooLateShowsBothTexts() {
        long read = forum.see(lena, topic).post().revision();
        forum.writing.edit(moderator, topic.post().id(), Edit.body(read, "What the moderator wrote."));

        Response answer = Asked.post("/p/" + topic.post().id() + "/edit")
                .by(lena)
                .with("revision", String.valueOf(read))
                .with("title", "Is the summer school worth it?")
                .with("body", "What Lena wrote.")
                .of(pages);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(Shown.html(answer)).contains("What the moderator wrote.", "What Lena wrote.</textarea>");
    }

    @Test
    void theHistoryShowsWhatChanged() {
        long read = forum.see(lena, topic).post().revision();
        forum.writing.edit(lena, topic.post().id(), Edit.body(read, "We moved in **May**."));

        assertThat(Shown.html(Asked.get("/p/" + topic.post().id() + "/history")
                        .by(lena)
                        .of(pages)))
                .contains("March</del>", "May</ins>", "2 versions");
    }

    @Test
    void onlyItsAuthorAndModeratorsSeeWhatWasDeletedAndHowToRestoreIt() {
        Posted reply = forum.reply(omar, topic, "A mistake.");
        Response answer =
                Asked.post("/p/" + reply.post().id() + "/delete").by(omar).of(pages);

        assertThat(answer.status()).isEqualTo(303);
        String path = "/t/" + topic.topic().id();
        assertThat(Shown.html(Asked.get(path).by(omar).of(pages))).contains("A mistake.", "/restore");
        assertThat(Shown.html(Asked.get(path).by(lena).of(pages))).doesNotContain("A mistake.");
    }

    @Test
    void aModeratorIsAskedForAReasonWhichTheAuthorReads() {
        Posted reply = forum.reply(omar, topic, "A telephone number.");
        String path = "/p/" + reply.post().id() + "/edit";
        assertThat(Shown.html(Asked.get(path).by(omar).of(pages))).doesNotContain("name=\"reason\"");
        assertThat(Shown.html(Asked.get(path).by(moderator).of(pages))).contains("name=\"reason\"");

        Asked.post(path)
                .by(moderator)
                .with("revision", "1")
                .with("body", "Gone.")
                .with("reason", "It was private.")
                .of(pages);
        assertThat(forum.notifications.list(omar, Optional.empty(), 1).items())
                .singleElement()
                .satisfies(each -> assertThat(each.body()).endsWith("It was private."));
    }

    @Test
    void whoMayNotEditIsToldSo() {
        assertThatThrownBy(() ->
                        Asked.get("/p/" + topic.post().id() + "/edit").by(omar).of(pages))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(403));
    }

    @Test
    void followingANotificationMarksItAndLeadsThere() {
        Posted reply = forum.reply(omar, topic, "Ours went.");
        String list = Shown.html(Asked.get("/notifications").by(lena).of(pages));
        assertThat(list).contains("Omar T. replied to you");
        String id = forum.notifications
                .list(lena, Optional.empty(), 1)
                .items()
                .get(0)
                .id();

        Response answer = Asked.post("/notifications/" + id)
                .by(lena)
                .with("about", reply.post().toString())
                .of(pages);

        assertThat(Shown.header(answer, "Location"))
                .contains("/p/" + reply.post().id());
        assertThat(forum.notifications.unread(lena)).isZero();
    }

    @Test
    void aNotificationLeadsToNoOtherSite() {
        Response answer = Asked.post("/notifications/1")
                .by(lena)
                .with("about", "https://elsewhere.example/")
                .of(pages);

        assertThat(Shown.header(answer, "Location")).contains("/notifications");
    }

    @Test
    void administratorsMakeNestedPrivateSpacesAndLetMembersIn() {
        Asked.post("/admin/spaces")
                .by(moderator)
                .with("name", "Council")
                .with("parent", space)
                .with("private", "1")
                .of(pages);
        String council = forum.content.space(moderator, space).children().get(0).id();

        Response unknown = Asked.post("/admin/spaces/" + council + "/admit")
                .by(moderator)
                .with("member", "Nobody")
                .of(pages);
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(Shown.html(unknown)).contains("value=\"Nobody\"", "No member has this name");
        assertThatThrownBy(() -> Asked.get("/s/" + council).by(omar).of(pages)).isInstanceOf(ProblemException.class);

        Asked.post("/admin/spaces/" + council + "/admit")
                .by(moderator)
                .with("member", "omar t.")
                .of(pages);
        assertThat(Shown.html(Asked.get("/s/" + council).by(omar).of(pages))).contains("Council", "Private");
        assertThat(Shown.html(Asked.get("/admin/spaces").by(moderator).of(pages)))
                .contains("Omar T.");

        Asked.post("/admin/spaces/" + council + "/dismiss")
                .by(moderator)
                .with("member", omar.member().orElseThrow().ref().toString())
                .of(pages);
        assertThatThrownBy(() -> Asked.get("/s/" + council).by(omar).of(pages)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aFreshInstallSaysWhatToDo() {
        Path empty = folder.resolve("fresh");
        assertThat(empty.toFile().mkdir()).isTrue();
        try (Deployment fresh = new Deployment(empty)) {
            HomePage home = new HomePage(
                    fresh.content,
                    new Visits(
                            TestMessages.of(Path.of("src/main/resources")),
                            TestMessages.markup(),
                            file -> "/assets/" + file));

            assertThat(Shown.html(Asked.get("/").by(fresh.moderator("Mara")).of(home)))
                    .contains("Make a space", "/base/admin/spaces");
            assertThat(Shown.html(Asked.get("/").of(home))).doesNotContain("/admin/spaces");
        }
    }

    @Test
    void whatMembersWriteNeverBecomesMarkup() {
        Viewer evil = forum.member(SCRIPT);
        String place = forum.writing
                .createSpace(
                        moderator, new NewSpace(SCRIPT, SCRIPT, Optional.empty(), true, List.of()), Optional.empty())
                .id();
        forum.writing.admit(moderator, place, evil.member().orElseThrow().ref());
        Posted posted = forum.writing.openTopic(
                evil, new NewTopic(place, SCRIPT, SCRIPT, List.of(SCRIPT.substring(0, 40))), Optional.empty());
        Posted reply = forum.writing.reply(
                evil, posted.topic().id(), SCRIPT, Optional.of(posted.post().id()), Optional.empty());
        long read = forum.see(evil, reply).post().revision();
        forum.writing.edit(evil, reply.post().id(), Edit.body(read, SCRIPT + " again"));
        String id = posted.topic().id();
        List<Asked> all = List.of(
                Asked.get("/"),
                Asked.get("/s"),
                Asked.get("/s/" + place),
                Asked.get("/s/" + place + "/new"),
                Asked.post("/s/" + place + "/new")
                        .with("title", SCRIPT)
                        .with("tags", SCRIPT)
                        .with("body", ""),
                Asked.get("/t/" + id),
                Asked.get("/t/" + id).with("reply", reply.post().id()),
                Asked.post("/t/" + id).with("body", SCRIPT).with("act", "preview"),
                Asked.get("/p/" + posted.post().id() + "/replies"),
                Asked.get("/p/" + reply.post().id() + "/history"),
                Asked.get("/p/" + reply.post().id() + "/edit"),
                Asked.get("/tag/" + SCRIPT.substring(0, 8)),
                Asked.get("/u/" + evil.member().orElseThrow().ref().id()),
                Asked.get("/admin/spaces"),
                Asked.post("/admin/spaces").with("name", SCRIPT).with("parent", SCRIPT));

        for (Asked asked : all) {
            String page = Shown.html(asked.by(viewerOf(evil)).of(pages));
            assertThat(page)
                    .as("%s %s", asked.method(), asked.path())
                    .doesNotContain("<script", "<img")
                    .doesNotContainPattern("<[^>]*\\sonerror=");
        }
    }

    /** The same member, with the rights of a moderator, so that every page is open to them. */
    private Viewer viewerOf(Viewer viewer) {
        return new Viewer(viewer.member(), permission -> true, viewer.locale(), viewer.zone());
    }

    @Test
    void everyPageIsSaidInGermanToo() {
        Viewer german = lena.in(Locale.GERMAN, lena.zone());

        assertThat(Shown.html(Asked.get("/t/" + topic.topic().id()).by(german).of(pages)))
                .contains("Antworten", "Keine Antworten", "Vorschau")
                .doesNotContain("Reply", "Preview");
    }

    @Test
    void aTopicIsBegunOnTheFrontPageByChoosingItsSpace() throws Exception {
        Route home = pages[0];
        assertThat(Shown.html(Asked.get("/").by(lena).of(home))).contains("/new\"");
        assertThat(Shown.html(Asked.get("/").of(home))).doesNotContain("/new\"");

        forum.space("Another");
        assertThat(Shown.html(Asked.get("/new").by(lena).of(home))).contains("/new\"", "Another");
    }
}
