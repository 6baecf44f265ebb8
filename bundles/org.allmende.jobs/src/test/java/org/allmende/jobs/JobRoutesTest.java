/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.audit.Audit;
import org.allmende.api.job.Due;
import org.allmende.api.job.Job;
import org.allmende.api.job.Task;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Unit;
import org.allmende.api.web.Response;
import org.allmende.testkit.Asked;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.Shown;
import org.allmende.testkit.TestLeases;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobRoutesTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path home;

    private final TestLeases leases = new TestLeases();
    private final MovingClock clock = new MovingClock(TEN);
    private final List<String> recorded = new ArrayList<>();
    private final Audit audit = (who, client, act, subject, detail) -> {
        recorded.add(act + " " + subject);
        return Unit.nothing();
    };
    private TestStore kept;
    private Timetable timetable;
    private JobRoutes routes;

    @BeforeEach
    void open() {
        kept = TestStore.in(home, clock).with("jobs", RESOURCES);
        timetable = new Timetable(
                kept.store(),
                kept.ids(),
                kept.commits(),
                leases,
                clock,
                new Pace(3, failures -> Duration.ofMinutes(failures), Duration.ofHours(1)));
        routes = new JobRoutes(timetable, audit, TestMessages.of(RESOURCES));
    }

    @AfterEach
    void close() {
        timetable.close();
        kept.close();
    }

    @Test
    void anAdministratorSeesWhatIsDueAndWhatFailed() throws Exception {
        leases.offer(Job.class, new Daily());
        kept.store().writeNow(Unit.nothing().task(new Task("test.daily", "<b>soon", TEN.plusSeconds(600), "")));
        kept.store().writeNow(Unit.nothing().task(new Task("test.daily", "bad", TEN, "")));
        kept.store().writeNow(Unit.nothing().task(new Task("gone.job", "old", TEN, "")));
        timetable.settled(20_000);

        String html = Shown.html(asked(Asked.get("/admin/jobs"), Locale.ENGLISH));
        assertThat(html)
                .contains("test.daily", "gone.job", "Nobody is there to do it", "&lt;b", "failed once", "can't do bad");
        assertThat(html).doesNotContain("<b>soon").contains("action=\"").contains("/admin/jobs/test.daily/run");
        assertThat(Shown.html(asked(Asked.get("/admin/jobs"), Locale.GERMAN)))
                .contains("Aufgaben", "einmal gescheitert", "Jetzt ausführen");
        Map<?, ?> first = item(asked(Asked.get("/api/v1/jobs"), Locale.ENGLISH), 1);
        assertThat(first.get("job")).isEqualTo("test.daily");
        assertThat(first.get("waiting")).isEqualTo(2L);
        assertThat(first.get("ran")).isEqualTo(Optional.of(TEN));
    }

    @Test
    void runningAJobNowIsRecorded() throws Exception {
        Daily job = new Daily();
        leases.offer(Job.class, job);
        timetable.settled(20_000);
        clock.move(Duration.ofMinutes(1));

        Response response = asked(Asked.post("/api/v1/jobs/test.daily/run"), Locale.ENGLISH);
        timetable.settled(20_000);

        assertThat(response.status()).isEqualTo(202);
        assertThat(recorded).containsExactly("jobs.run test.daily");
        assertThat(job.runs).isEqualTo(1);
        assertThatThrownBy(() -> asked(Asked.post("/api/v1/jobs/nothing/run"), Locale.ENGLISH))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("There is no job nothing");
    }

    @Test
    void aJobThatNobodyDoesIsNotRun() {
        kept.store().writeNow(Unit.nothing().task(new Task("gone.job", "old", TEN, "")));

        assertThatThrownBy(() -> asked(Asked.post("/api/v1/jobs/gone.job/run"), Locale.ENGLISH))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Nobody is there to do gone.job");
    }

    private Response asked(Asked request, Locale locale) throws Exception {
        return request.by(new Viewer(Optional.empty(), any -> true, locale, ZoneId.of("UTC")))
                .of(routes);
    }

    private static Map<?, ?> item(Response list, int index) {
        Object item = ((List<?>) Shown.json(list).get("items")).get(index);
        return ((org.allmende.api.web.Json) item).fields();
    }

    private static final class Daily implements Job {

        volatile int runs;

        @Override
        public String name() {
            return "test.daily";
        }

        @Override
        public Optional<Instant> next(Instant previous) {
            return Optional.of(previous.plus(Duration.ofDays(1)));
        }

        @Override
        public Unit run(Due due) {
            if (due.key().equals("bad")) {
                throw new IllegalStateException("can't do bad");
            }
            runs++;
            return Unit.nothing();
        }
    }
}
