/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.event.Event;
import org.allmende.api.store.Store;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CasesTest {

    private static final Ref ANNA = Ref.member("forum", "1");
    private static final Ref BORIS = Ref.member("forum", "2");
    private static final Ref MODERATOR = Ref.member("forum", "3");
    private static final Post POST = post("10");

    @TempDir
    Path home;

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-01T12:00:00Z"));
    private TestStore kept;
    private Cases cases;

    @BeforeEach
    void open() {
        kept = TestStore.in(home, clock).with("moderation", Path.of("src/main/resources"));
        cases = new Cases(kept.store(), kept.ids(), clock);
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void reportsOnOnePostAreOneCase() {
        report(POST, ReportReason.SPAM, ANNA);
        report(POST, ReportReason.HATE, BORIS);

        List<CaseRecord> queue = cases.queue(Optional.empty(), 10);

        assertThat(queue).hasSize(1);
        assertThat(queue.get(0).reports()).isEqualTo(2);
        assertThat(queue.get(0).severity()).isEqualTo(ReportReason.HATE.severity());
        assertThat(cases.file(queue.get(0).id()).orElseThrow().findings())
                .extracting(Finding::rule)
                .containsExactly("spam", "hate");
    }

    @Test
    void aMembersSecondReportCountsOnce() {
        report(POST, ReportReason.SPAM, ANNA);
        CaseRecord seen = cases.queue(Optional.empty(), 10).get(0);
        report(POST, ReportReason.THREAT, ANNA);

        assertThat(cases.queue(Optional.empty(), 10)).as("as it was").containsExactly(seen);
        assertThat(seen.reports()).isEqualTo(1);
    }

    @Test
    void theMostUrgentCaseComesFirstThenTheOldest() {
        report(post("1"), ReportReason.SPAM, ANNA);
        clock.move(Duration.ofMinutes(1));
        report(post("2"), ReportReason.THREAT, ANNA);
        clock.move(Duration.ofMinutes(1));
        report(post("3"), ReportReason.SPAM, ANNA);

        assertThat(cases.queue(Optional.empty(), 10))
                .extracting(record -> record.subject().id())
                .containsExactly("2", "1", "3");
    }

    @Test
    void theQueueIsPagedWithoutGapsOrRepeats() {
        for (int i = 0; i < 25; i++) {
            report(post("p" + i), ReportReason.values()[i % ReportReason.values().length], ANNA);
        }
        List<CaseRecord> whole = cases.queue(Optional.empty(), 100);
        List<CaseRecord> first = cases.queue(Optional.empty(), 10);
        List<CaseRecord> second = cases.queue(Optional.of(first.get(9).id()), 100);

        assertThat(first).isEqualTo(whole.subList(0, 10));
        assertThat(second).isEqualTo(whole.subList(10, 25));
    }

    @Test
    void aCaseDecidedByTwoIsDecidedOnce() {
        report(POST, ReportReason.SPAM, ANNA);
        CaseRecord seen = cases.queue(Optional.empty(), 1).get(0);

        kept.store().writeNow(cases.decided(decision(seen, Action.HIDE), seen.revision()));

        assertThatThrownBy(() -> kept.store().writeNow(cases.decided(decision(seen, Action.LEAVE), seen.revision())))
                .isInstanceOf(Store.Conflict.class);
        assertThat(cases.open()).isZero();
        assertThat(cases.strikes(POST.author().ref())).isEqualTo(1);
    }

    @Test
    void aReportThatComesWhileAModeratorDecidesIsNotOverlooked() {
        report(POST, ReportReason.SPAM, ANNA);
        CaseRecord seen = cases.queue(Optional.empty(), 1).get(0);
        report(POST, ReportReason.THREAT, BORIS);

        assertThatThrownBy(() -> kept.store().writeNow(cases.decided(decision(seen, Action.LEAVE), seen.revision())))
                .isInstanceOf(Store.Conflict.class);
    }

    @Test
    void anUndoneDecisionOpensItsCaseAgainAndIsNoStrike() {
        report(POST, ReportReason.SPAM, ANNA);
        CaseRecord seen = cases.queue(Optional.empty(), 1).get(0);
        Decision decision = decision(seen, Action.HIDE);
        kept.store().writeNow(cases.decided(decision, seen.revision()));

        kept.store().writeNow(cases.undone(decision));

        assertThat(cases.open()).isEqualTo(1);
        assertThat(cases.strikes(POST.author().ref())).isZero();
        assertThatThrownBy(() -> kept.store().writeNow(cases.undone(decision))).isInstanceOf(Store.Conflict.class);
    }

    @Test
    void anObjectionOpensTheCaseOnce() {
        report(POST, ReportReason.SPAM, ANNA);
        CaseRecord seen = cases.queue(Optional.empty(), 1).get(0);
        Decision decision = decision(seen, Action.HIDE);
        kept.store().writeNow(cases.decided(decision, seen.revision()));

        kept.store().writeNow(cases.appealed(decision, POST.author().ref(), "It was a quote."));

        assertThat(cases.queue(Optional.empty(), 1).get(0).cause()).isEqualTo("appeal");
        assertThat(cases.appealText(decision.id())).contains("It was a quote.");
        assertThatThrownBy(() -> kept.store()
                        .writeNow(cases.appealed(decision, POST.author().ref(), "Again.")))
                .isInstanceOf(Store.Conflict.class);
    }

    @Test
    void whatACheckFindsTwiceIsOneFinding() {
        kept.store().writeNow(cases.found(POST, "terms", "pills", "…", 3));
        kept.store().writeNow(cases.found(POST, "terms", "pills", "…", 3));
        kept.store().writeNow(cases.found(POST, "terms", "casino", "…", 3));

        assertThat(cases.queue(Optional.empty(), 10)).hasSize(1);
        assertThat(cases.files(Optional.empty(), 10).get(0).findings()).hasSize(2);
    }

    @Test
    void casesSurviveARestart() {
        report(POST, ReportReason.SPAM, ANNA);
        kept.close();

        open();

        assertThat(cases.standing(List.of(POST.ref(), Ref.post("forum", "none"))))
                .singleElement()
                .satisfies(standing -> assertThat(standing.caseOpen()).isTrue());
    }

    @Test
    void anErasedMemberIsInNoCaseAndTheirExportHadAllOfIt() {
        Ref author = POST.author().ref();
        kept.store().writeNow(cases.report(POST, ReportReason.INSULT, "Carl from Kassel calls me names", ANNA));
        CaseRecord seen = cases.queue(Optional.empty(), 1).get(0);
        Decision decision = cases.draft(seen.id(), Action.HIDE, "because", "", "Carl again", Optional.of(MODERATOR));
        kept.store().writeNow(cases.decided(decision, seen.revision()));
        kept.store().writeNow(cases.appealed(decision, author, "I am Carl"));
        Belongings belongings = new Belongings(kept.store());
        assertThat(belongings.of(ANNA).toString()).contains("Carl from Kassel calls me names", "insult");
        assertThat(belongings.of(author).toString())
                .contains("hide", "because", "I am Carl")
                .doesNotContain("Kassel", "Carl again", ANNA.toString());
        assertThat(belongings.of(BORIS)).isEmpty();

        kept.store().writeNow(new Forgetting().handle(List.of(erased(author), erased(ANNA), erased(MODERATOR))));

        CaseFile file = cases.file(seen.id()).orElseThrow();
        assertThat(file.toString())
                .contains("because")
                .doesNotContain("Carl", author.toString(), ANNA.toString(), MODERATOR.toString());
        assertThat(cases.appealText(decision.id())).contains("");
        assertThat(belongings.of(author)).isEmpty();
        assertThat(belongings.of(ANNA)).isEmpty();
    }

    private static Event erased(Ref member) {
        return new Event(1, Event.MEMBER_ERASED, Instant.EPOCH, member, 2, Optional.empty());
    }

    private void report(Post post, ReportReason reason, Ref reporter) {
        kept.store().writeNow(cases.report(post, reason, "", reporter));
    }

    private Decision decision(CaseRecord record, Action action) {
        return cases.draft(record.id(), action, "because", "", "", Optional.of(MODERATOR));
    }

    private static Post post(String id) {
        Ref author = Ref.member("forum", "99");
        return new Post(
                Ref.post("forum", id),
                Ref.topic("forum", "5"),
                Ref.space("forum", "6"),
                new Author(author, "Carl"),
                1,
                "Buy pills",
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                State.PUBLISHED,
                Map.of(),
                List.of(),
                List.of(),
                1);
    }
}
