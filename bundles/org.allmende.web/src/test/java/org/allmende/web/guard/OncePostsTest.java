/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Event;
import org.allmende.api.job.Due;
import org.allmende.api.store.Statement;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestStore;
import org.allmende.web.message.Answer;
import org.allmende.web.rehearse.RecentReads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OncePostsTest {

    private static final Instant NOW = Instant.parse("2026-05-12T16:00:00Z");
    private static final Ref LENA = Ref.member("forum", "1");
    private static final Ref OMAR = Ref.member("forum", "2");

    @TempDir
    Path directory;

    private final MovingClock clock = new MovingClock(NOW);
    private TestStore kept;
    private OncePosts once;

    @BeforeEach
    void open() {
        kept = TestStore.in(directory, clock).with("web", Path.of("src/main/resources"));
        once = new OncePosts(kept.store(), clock);
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void whatAnErasedMemberWasAnsweredIsForgottenAndNothingElse() {
        answered(LENA);
        answered(OMAR);

        kept.store()
                .writeNow(new ForgetAnswers(new RecentReads())
                        .handle(List.of(new Event(1, Event.MEMBER_ERASED, NOW, LENA, 2, Optional.empty()))));

        assertThat(begun(LENA).before()).isEmpty();
        assertThat(begun(OMAR).before()).isPresent();
    }

    @Test
    void answersGoAfterTheirDayThoughNoFurtherKeyComes() {
        SweepAnswers sweep = new SweepAnswers(clock);
        answered(LENA);

        clock.move(Duration.ofHours(23));
        kept.store().writeNow(sweep.run(new Due("", clock.instant(), "")));
        assertThat(rows()).isEqualTo(1);
        clock.move(Duration.ofHours(1));
        kept.store().writeNow(sweep.run(new Due("", clock.instant(), "")));
        assertThat(rows()).isZero();
        assertThat(sweep.next(NOW)).contains(NOW.plus(Duration.ofHours(1)));
    }

    @Test
    void theHashOfABodyIsNotKeptAsItIs() {
        answered(LENA);

        assertThat(count("SELECT COUNT(*) FROM web_idempotency WHERE hash = 'the hash'"))
                .isZero();
    }

    private void answered(Ref member) {
        once.end(
                begun(member),
                Optional.of(Answer.bytes(201, "text/plain", "private".getBytes(StandardCharsets.UTF_8))));
    }

    private OncePosts.Begun begun(Ref member) {
        return once.begin("k", new OncePosts.Who(member.toString(), Optional.of(member)), "/api/v1/topics", "the hash");
    }

    private long rows() {
        return count("SELECT COUNT(*) FROM web_idempotency");
    }

    private long count(String query) {
        return kept.store().read(reader -> reader.count(Statement.of(query)));
    }
}
