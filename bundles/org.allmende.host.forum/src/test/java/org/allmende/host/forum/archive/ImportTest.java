/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.allmende.api.console.Terminal;
import org.allmende.api.console.Verb;
import org.allmende.api.content.State;
import org.allmende.api.gate.Reason;
import org.allmende.api.gate.Verdict;
import org.allmende.api.member.Accounts.Arrival;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Viewer;
import org.allmende.host.forum.content.Deployment;
import org.allmende.host.forum.content.Edit;
import org.allmende.host.forum.content.PostView;
import org.allmende.host.forum.content.TopicLine;
import org.allmende.host.forum.content.TopicView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {

    private static final List<String> ARCHIVE = List.of(
            "{\"type\":\"member\",\"id\":\"U1\",\"name\":\"Ann\",\"joined\":\"2009-01-01T00:00:00Z\"}",
            "{\"type\":\"member\",\"id\":\"U2\",\"name\":\"Ben\"}",
            "{\"type\":\"topic\",\"id\":\"T1\",\"space\":\"Cars\",\"title\":\"Rent?\",\"author\":\"U1\",\"created\":\"2009-07-30T11:45:31Z\","
                    + "\"body\":\"Who knows @Ben?\",\"tags\":[\"Rent\"],\"answer\":\"P2\"}",
            "{\"type\":\"post\",\"id\":\"P1\",\"topic\":\"T1\",\"author\":\"U2\",\"created\":\"2009-07-30T12:00:00Z\",\"body\":\"I do.\","
                    + "\"reactions\":{\"like\":[\"U1\"]}}",
            "{\"type\":\"post\",\"id\":\"P2\",\"topic\":\"T1\",\"author\":\"U2\",\"created\":\"2009-07-30T13:00:00Z\",\"body\":\"\","
                    + "\"replyTo\":\"P1\",\"unknown\":{\"field\":1}}");

    @TempDir
    Path folder;

    private Deployment forum;
    private Import verb;
    private final Recording terminal = new Recording();

    @BeforeEach
    void open() {
        forum = new Deployment(folder);
        verb = new Import(
                null, forum.store, forum.store, forum.people, forum.log, forum.clock, forum::audit, forum.messages);
    }

    @AfterEach
    void close() {
        forum.close();
    }

    @Test
    void anArchiveIsTakenInWithAllThatItSays() throws Exception {
        assertThat(run(ARCHIVE)).isEqualTo(Verb.DONE);

        assertThat(terminal.errors).isEmpty();
        assertThat(terminal.lines.getLast()).contains("members=2", "spaces=1", "topics=1", "posts=2", "errors=0");
        TopicView topic = forum.content.topic(forum.guest(), "T1");
        assertThat(topic.externalId()).contains("T1");
        assertThat(topic.topic().tags()).containsExactly("rent");
        assertThat(topic.topic().posts()).isEqualTo(3);
        assertThat(topic.topic().created()).isEqualTo("2009-07-30T11:45:31Z");
        assertThat(topic.topic().active()).isEqualTo("2009-07-30T13:00:00Z");
        assertThat(topic.topic().answer())
                .contains(forum.content.post(forum.guest(), "P2").post().ref());
        PostView first = forum.content.post(forum.guest(), "P1");
        assertThat(first.post().author().name()).isEqualTo("Ben");
        assertThat(first.post().reactions()).containsEntry("like", 1);
        assertThat(first.replies()).isEqualTo(1);
        assertThat(forum.content.space(forum.guest(), "Cars").posts()).isEqualTo(3);
        assertThat(forum.host.externalIds(List.of(first.post().ref()))).containsValue("P1");
        assertThat(forum.people.present)
                .containsEntry(first.post().author().ref(), first.post().created());
        assertThat(forum.audited())
                .singleElement()
                .asString()
                .startsWith("forum.import ")
                .contains("topics 1, posts 2");
    }

    @Test
    void eachTopicAndPostHasItsEventAndNobodyIsToldNorAsked() throws Exception {
        forum.gates = draft -> Verdict.reject(Reason.of("never", "", "asked"));
        run(ARCHIVE);

        assertThat(forum.events())
                .filteredOn(event -> event.startsWith("post.created"))
                .hasSize(3);
        assertThat(forum.events())
                .filteredOn(event -> event.startsWith("topic.created"))
                .hasSize(1);
        assertThat(forum.events())
                .filteredOn(event -> event.startsWith("member.joined"))
                .hasSize(2);
        assertThat(forum.count("SELECT count(*) FROM forum_notification")).isZero();
    }

    @Test
    void consumersWaitForTheImportAndForNothingElse() throws Exception {
        run(List.of("{"), "--strict");
        assertThat(forum.log.begun).as("nothing was written").isEmpty();

        run(ARCHIVE);
        assertThat(forum.log.begun).hasSize(1).allMatch(atMost -> atMost.toSeconds() <= 10);
        assertThat(forum.log.ended).containsExactly((long) forum.events().size());

        terminal.gone = true;
        run(ARCHIVE);
        assertThat(forum.log.ended).as("also if it was stopped").hasSize(2);
    }

    @Test
    void importingAgainChangesNothing() throws Exception {
        run(ARCHIVE);
        List<String> before = forum.events();
        assertThat(run(ARCHIVE)).isEqualTo(Verb.DONE);

        assertThat(forum.events()).isEqualTo(before);
        assertThat(terminal.lines.getLast()).contains("members=0", "topics=0", "posts=0", "known=5");
    }

    @Test
    void importingAgainBringsNothingBackThatWasEditedDeletedOrErasedSince() throws Exception {
        run(ARCHIVE);
        Viewer judge = forum.moderator("Judge");
        forum.writing.edit(
                judge, "P1", new Edit(Optional.empty(), Optional.of("edited"), Optional.empty(), Optional.empty()));
        forum.writing.delete(judge, "P2");
        forum.writing.unaccept(
                forum.people.viewer(forum.people
                        .find(forum.people.byExternalId(List.of("U1")).get("U1"))
                        .get()),
                "P1");
        run(ARCHIVE);
        assertThat(forum.content.post(judge, "P1").post().body()).isEqualTo("edited");
        assertThat(forum.content.post(judge, "P2").post().state()).isEqualTo(State.DELETED);

        var ben = forum.people.byExternalId(List.of("U2")).get("U2");
        forum.store.writeNow(forum.erasure.handle(List.of(forum.people.erase(ben, Parting.ERASE))));
        run(ARCHIVE);
        assertThat(forum.count("SELECT count(*) FROM forum_post")).isEqualTo(1);
    }

    @Test
    void theOrderOfLinesDoesNotMatter() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ImportTest: seed " + seed);
        List<String> shuffled = new ArrayList<>(ARCHIVE);
        Collections.shuffle(shuffled, new Random(seed));
        run(shuffled);

        assertThat(terminal.errors).as("seed %d", seed).isEmpty();
        assertThat(forum.content
                        .posts(forum.guest(), "T1", Optional.empty(), 10)
                        .items())
                .as("seed %d", seed)
                .extracting(view -> view.externalId().orElse("T1"))
                .containsExactly("T1", "P1", "P2");
        PostView second = forum.content.post(forum.guest(), "P2");
        assertThat(second.parent()).isPresent();
        assertThat(second.isAnswer()).isTrue();
        assertThat(forum.content.topic(forum.guest(), "T1").topic().active()).isEqualTo("2009-07-30T13:00:00Z");
    }

    @Test
    void thousandsOfPostsKeepTheirOrderAndTheirCounts() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            lines.add("{\"type\":\"member\",\"id\":\"U" + i + "\",\"name\":\"Member " + i + "\"}");
            lines.add("{\"type\":\"topic\",\"id\":\"T" + i + "\",\"space\":\"Space " + i % 3
                    + "\",\"title\":\"Topic\",\"author\":\"U" + i
                    + "\",\"created\":\"2010-01-01T00:00:00Z\",\"body\":\"b\"}");
        }
        for (int i = 0; i < 3000; i++) {
            lines.add("{\"type\":\"post\",\"id\":\"P" + i + "\",\"topic\":\"T" + i % 50 + "\",\"author\":\"U" + i % 7
                    + "\",\"created\":\""
                    + java.time.Instant.parse("2010-01-02T00:00:00Z").plusSeconds(i)
                    + "\",\"body\":\"" + i + "\"}");
        }
        Collections.shuffle(lines, new Random(7));
        assertThat(run(lines)).isEqualTo(Verb.DONE);

        assertThat(terminal.errors).isEmpty();
        for (int topic = 0; topic < 50; topic++) {
            List<PostView> posts = forum.content
                    .posts(forum.guest(), "T" + topic, Optional.empty(), 100)
                    .items();
            assertThat(posts).hasSize(61);
            assertThat(posts)
                    .isSortedAccordingTo(
                            (a, b) -> a.post().created().compareTo(b.post().created()));
            assertThat(posts).extracting(view -> view.post().number()).doesNotHaveDuplicates();
            TopicView view = forum.content.topic(forum.guest(), "T" + topic);
            assertThat(view.topic().posts()).isEqualTo(61);
            assertThat(view.topic().active()).isEqualTo(posts.getLast().post().created());
        }
        assertThat(forum.content.latest(forum.guest(), Optional.empty(), 1).items())
                .extracting(TopicLine::externalId)
                .containsExactly(Optional.of("T49"));
        assertThat(forum.count("SELECT sum(posts) FROM forum_space")).isEqualTo(3050);
        assertThat(forum.count("SELECT sum(posts) FROM forum_author")).isEqualTo(3050);
    }

    @Test
    void aBadLineIsToldByItsNumberAndTheRestGoesOn() throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        write(file, ARCHIVE.get(0));
        write(file, "{\"type\":\"member\",\"id\":\"U9\""); // 2: broken
        write(file, "[1]"); // 3: no object
        write(file, "{\"type\":\"poem\",\"id\":\"1\"}"); // 4: unknown type
        write(file, "{\"type\":\"member\",\"id\":\"U8\"}"); // 5: no name
        write(file, "{\"type\":\"member\",\"id\":\"U8\",\"id\":\"U9\",\"name\":\"x\"}"); // 6: a key twice
        file.write(new byte[] {'{', (byte) 0xC3, (byte) 0x28, '}', '\n'}); // 7: no UTF-8
        write(file, "{\"type\":\"member\",\"id\":\"U7\",\"name\":\"" + "x".repeat(10 << 20) + "\"}"); // 8: 10 MB
        write(file, ""); // 9: nothing, and no fault
        write(file, ARCHIVE.get(1)); // 10
        write(file, ARCHIVE.get(2)); // 11
        write(file, ARCHIVE.get(3).replace("T1", "T9")); // 12: unknown topic
        write(file, ARCHIVE.get(3).replace("U2", "U99")); // 13: unknown author
        write(file, ARCHIVE.get(4).replace("2009-07-30T13:00:00Z", "yesterday")); // 14
        write(file, ARCHIVE.get(4).replace("2009-07-30T13:00:00Z", "2999-07-30T13:00:00Z")); // 15
        write(file, ARCHIVE.get(4).replace("\"body\":\"\"", "\"body\":\"" + "x".repeat(100_001) + "\"")); // 16
        write(file, ARCHIVE.get(4).replace("\"P1\"", "\"P404\"")); // 17: taken, without what it replies to
        write(file, ARCHIVE.get(4).replace("\"id\":\"P2\"", "\"id\":7,\"state\":\"lost\"")); // 18
        write(file, "[".repeat(100_000)); // 19: deep
        Path path = folder.resolve("archive.ndjson");
        Files.write(path, file.toByteArray());

        assertThat(verb.run(List.of(path.toString()), terminal)).isEqualTo(Verb.DONE);

        assertThat(terminal.numbers()).containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15, 16, 17, 18, 19);
        assertThat(terminal.lines.getLast()).contains("members=2", "topics=1", "posts=1", "errors=14");
        assertThat(terminal.errors).noneMatch(line -> line.length() > 400);
    }

    @Test
    void aMembersLanguageAndZoneAreKeptAndUnknownOnesAreToldWithoutLosingTheMember() throws Exception {
        assertThat(run(List.of(
                        "{\"type\":\"member\",\"id\":\"U1\",\"name\":\"Ada\",\"locale\":\"pt-BR\",\"timeZone\":\"America/Lima\"}",
                        "{\"type\":\"member\",\"id\":\"U2\",\"name\":\"Ben\",\"locale\":\"de_AT\"}",
                        "{\"type\":\"member\",\"id\":\"U3\",\"name\":\"Cem\",\"locale\":\"x\",\"timeZone\":\"Mars/Base\"}",
                        "{\"type\":\"member\",\"id\":\"U4\",\"name\":\"Dee\",\"locale\":[],\"timeZone\":\"\"}")))
                .isEqualTo(Verb.DONE);

        assertThat(forum.people.arrivals)
                .extracting(Arrival::locale, Arrival::zone)
                .containsExactly(
                        tuple(Optional.of(Locale.of("pt", "BR")), Optional.of(ZoneId.of("America/Lima"))),
                        tuple(Optional.of(Locale.of("de", "AT")), Optional.empty()),
                        tuple(Optional.empty(), Optional.empty()),
                        tuple(Optional.empty(), Optional.empty()));
        assertThat(terminal.numbers()).containsExactly(3, 3, 4);
        assertThat(terminal.lines.getLast()).contains("members=4", "errors=0");
    }

    @Test
    void withStrictOneBadLineMeansThatNothingIsWritten() throws Exception {
        for (String bad : List.of(
                "{",
                ARCHIVE.get(3).replace("\"P1\"", "\"P7\"").replace("T1", "T9"),
                ARCHIVE.get(2).replace("T1", "T7").replace("U1", "U99"))) {
            List<String> lines = new ArrayList<>(ARCHIVE);
            lines.add(3, bad);
            assertThat(run(lines, "--strict")).isEqualTo(Verb.FAILED);
            assertThat(terminal.numbers()).containsExactly(4);
            assertThat(forum.events()).isEmpty();
            terminal.errors.clear();
        }
        assertThat(run(ARCHIVE, "--strict")).isEqualTo(Verb.DONE);
        assertThat(forum.content.topic(forum.guest(), "T1").topic().posts()).isEqualTo(3);
    }

    @Test
    void spacesMayBePrivateAndLieInOneAnother() throws Exception {
        run(List.of(
                "{\"type\":\"space\",\"id\":\"s2\",\"name\":\"Inner\",\"parent\":\"s1\"}",
                "{\"type\":\"space\",\"id\":\"s1\",\"name\":\"Staff\",\"private\":true,\"members\":[\"U1\"]}",
                "{\"type\":\"space\",\"id\":\"s3\",\"name\":\"Lost\",\"parent\":\"nowhere\"}",
                ARCHIVE.get(0),
                ARCHIVE.get(1),
                ARCHIVE.get(2).replace("Cars", "s2").replace(",\"answer\":\"P2\"", "")));

        assertThat(terminal.numbers()).containsExactly(3);
        Viewer ann = forum.people.viewer(forum.people.named("Ann").orElseThrow());
        Viewer ben = forum.people.viewer(forum.people.named("Ben").orElseThrow());
        assertThat(forum.content.topic(ann, "T1").path())
                .extracting(space -> space.name())
                .containsExactly("Staff");
        assertThat(forum.content.latest(ben, Optional.empty(), 5).items()).isEmpty();
    }

    @Test
    void aSpaceIsPrivateFromTheBeginningHoweverItsTypeIsWritten() throws Exception {
        run(List.of(
                ARCHIVE.get(0),
                ARCHIVE.get(2).replace(",\"answer\":\"P2\"", ""),
                "{\"id\":\"Cars\",\"name\":\"Cars\",\"private\":true,\"type\" : \"sp\\u0061ce\"}"));

        assertThat(terminal.errors).isEmpty();
        assertThat(forum.content.latest(forum.guest(), Optional.empty(), 5).items())
                .isEmpty();
        assertThat(forum.count("SELECT count(*) FROM forum_space WHERE private = 1"))
                .isOne();
    }

    @Test
    void statesAreKeptAsTheyWere() throws Exception {
        List<String> lines = new ArrayList<>(ARCHIVE);
        lines.set(
                3,
                ARCHIVE.get(3)
                        .replace(
                                "\"author\"",
                                "\"state\":\"hidden\",\"edited\":\"2009-08-01T00:00:00+02:00\",\"author\""));
        run(lines);

        assertThat(forum.content.topic(forum.guest(), "T1").topic().posts()).isEqualTo(2);
        PostView hidden = forum.content.post(forum.moderator("Judge"), "P1");
        assertThat(hidden.post().state()).isEqualTo(State.HIDDEN);
        assertThat(hidden.post().edited()).contains(java.time.Instant.parse("2009-07-31T22:00:00Z"));
    }

    @Test
    void whatCannotBeReadIsSaidOnceWithTheUsage() throws Exception {
        assertThat(verb.run(List.of(), terminal)).isEqualTo(Verb.WRONG_USAGE);
        assertThat(verb.run(List.of("--wrong", "x"), terminal)).isEqualTo(Verb.WRONG_USAGE);
        assertThat(verb.run(List.of(folder.resolve("missing").toString()), terminal))
                .isEqualTo(Verb.FAILED);
        assertThat(verb.run(List.of(folder.toString()), terminal)).isEqualTo(Verb.FAILED);
    }

    @Test
    void whoGoesAwayStopsTheImport() throws Exception {
        terminal.gone = true;
        assertThat(run(ARCHIVE)).isEqualTo(Verb.FAILED);
        terminal.gone = false;
        assertThat(run(ARCHIVE)).isEqualTo(Verb.DONE);
    }

    private int run(List<String> lines, String... options) throws Exception {
        Path path = folder.resolve("archive.ndjson");
        Files.write(path, lines);
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(path.toString());
        return verb.run(arguments, terminal);
    }

    private static void write(ByteArrayOutputStream file, String line) throws IOException {
        file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static final class Recording implements Terminal {

        final List<String> lines = new ArrayList<>();
        final List<String> errors = new ArrayList<>();
        boolean gone;
        private long most;

        @Override
        public void line(String text) {
            lines.add(text);
        }

        @Override
        public void error(String text) {
            errors.add(text);
        }

        @Override
        public void progress(String what, long done, long total) {
            assertThat(done).isBetween(0L, total);
            most = Math.max(most, done);
        }

        @Override
        public boolean cancelled() {
            return gone;
        }

        List<Integer> numbers() {
            return errors.stream()
                    .filter(text -> text.contains(", line "))
                    .map(text -> Integer.valueOf(text.replaceAll("(?s).*?, line (\\d+):.*", "$1")))
                    .toList();
        }
    }
}
