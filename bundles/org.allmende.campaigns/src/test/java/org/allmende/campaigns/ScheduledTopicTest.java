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
import org.allmende.api.job.Due;
import org.allmende.api.store.Statement;
import org.allmende.testkit.Asked;
import org.allmende.testkit.Shown;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduledTopicTest {

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
    void itIsGivenAsATaskForItsHourInItsZone() {
        long id = start("2026-11-24T09:00", "Europe/Berlin");

        assertThat(due(id)).isEqualTo(Instant.parse("2026-11-24T08:00:00Z"));
        assertThat(stage(id)).isEqualTo(Stage.SCHEDULED);
    }

    @Test
    void anHourThatTheClockJumpsOverIsReachedAtTheJump() {
        town.clock.move(Duration.between(town.clock.instant(), Instant.parse("2027-01-01T00:00:00Z")));

        assertThat(due(start("2027-03-28T02:30", "Europe/Berlin"))).isEqualTo("2027-03-28T01:00:00Z");
    }

    @Test
    void anHourThatComesTwiceOpensItTheFirstTime() {
        assertThat(due(start("2027-10-31T02:30", "Europe/Berlin"))).isEqualTo("2027-10-31T00:30:00Z");
    }

    @Test
    void aMomentIsTheSameEverywhere() {
        assertThat(due(start("2026-11-24T09:00:00+02:00", ""))).isEqualTo("2026-11-24T07:00:00Z");
    }

    @Test
    void itIsOpenedOnceHoweverOftenTheJobRuns() {
        long id = start("2026-11-24T09:00", "Europe/Berlin");
        at("2026-11-24T08:00:00Z");

        run(id);
        run(id);

        assertThat(stage(id)).isEqualTo(Stage.FINISHED);
        assertThat(commands()).containsExactly("campaigns:" + id);
    }

    @Test
    void whatWasStoppedIsNotOpened() {
        long id = start("2026-11-24T09:00", "Europe/Berlin");
        act(id, "stop");
        at("2026-11-24T08:00:00Z");

        run(id);

        assertThat(commands()).isEmpty();
    }

    @Test
    void whatIsResumedAfterItsTimeIsOpenedAtOnce() {
        long id = start("2026-11-24T09:00", "Europe/Berlin");
        act(id, "pause");
        at("2026-11-24T12:00:00Z");
        run(id);
        assertThat(commands()).isEmpty();

        act(id, "start");

        assertThat(due(id)).isEqualTo("2026-11-24T12:00:00Z");
        run(id);
        assertThat(commands()).hasSize(1);
    }

    private long start(String from, String zone) {
        Object id = Shown.json(Asked.post("/api/v1/campaigns")
                        .by(town.viewer("Mo"))
                        .json(
                                "kind", "topic",
                                "title", "Weekly round",
                                "body", "What did you do?",
                                "space", "1",
                                "from", from,
                                "zone", zone)
                        .of(town.api))
                .get("id");
        act(Long.parseLong((String) id), "start");
        return Long.parseLong((String) id);
    }

    private void act(long id, String what) {
        Asked.post("/api/v1/campaigns/" + id + "/" + what).by(town.viewer("Mo")).of(town.api);
    }

    private void run(long id) {
        town.store.writeNow(
                town.job.run(new Due(id + ":" + PublishJob.START, town.clock.instant(), Long.toString(id))));
    }

    private Instant due(long id) {
        return town.store
                .read(reader -> reader.first(
                        Statement.of(
                                "SELECT due FROM jobs_task WHERE job = ? AND key = ?", PublishJob.NAME, id + ":start"),
                        row -> row.instant("due")))
                .orElseThrow();
    }

    private List<String> commands() {
        return town.store.read(
                reader -> reader.list(Statement.of("SELECT id FROM hosts_command"), row -> row.text("id")));
    }

    private Stage stage(long id) {
        return town.campaigns.find(id).orElseThrow().stage();
    }

    private void at(String instant) {
        town.clock.move(Duration.between(town.clock.instant(), Instant.parse(instant)));
    }
}
