/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allmende.api.audit.Audit;
import org.allmende.api.content.Ref;
import org.allmende.api.health.Health;
import org.allmende.api.host.Command;
import org.allmende.api.host.Outcome;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.testkit.Asked;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.Shown;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandOutboxTest {

    private static final Ref POST = Ref.post("blog", "7");
    private static final Ref LENA = Ref.member("forum", "1");

    @TempDir
    Path directory;

    private final AwkwardHost host = new AwkwardHost("blog");
    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-20T10:00:00Z"));
    private TestStore kept;
    private Store store;
    private ChangeIntake intake;
    private CommandOutbox outbox;

    @BeforeEach
    void open() {
        kept = TestStore.in(directory, clock).with("hosts", Path.of("src/main/resources"));
        store = kept.store();
        intake = new ChangeIntake(HostsTables.made(), store, clock, new ChangeIntakeTest.Quick());
        outbox = new CommandOutbox(HostsTables.made(), store, kept.commits(), intake, clock, new Patience());
    }

    @AfterEach
    void close() throws Exception {
        outbox.close();
        intake.close();
        kept.close();
    }

    @Test
    void everyKindOfCommandArrivesAsItWasGiven() throws Exception {
        List<Command> given = List.of(
                new Command.Hide("c1", POST, Optional.of(LENA), "spam"),
                new Command.Hide("c2", POST, Optional.empty(), ""),
                new Command.Restore("c3", POST, Optional.of(LENA)),
                new Command.OpenTopic("c4", Ref.space("blog", "a:b"), LENA, "Title", "Body\nof two", List.of("x", "y")),
                new Command.OpenTopic("c5", Ref.space("blog", "1"), LENA, "Title", "Body", List.of()),
                new Command.Reply("c6", Ref.topic("blog", "1"), LENA, "Body"),
                new Command.Message("c7", Ref.member("blog", "1"), "Title", "", Optional.of(POST)),
                new Command.Message("c8", Ref.member("blog", "1"), "Title", "Body", Optional.empty()));
        outbox.add(host);

        store.writeNow(Unit.nothing().command(given.toArray(Command[]::new)));

        List<Command> performed = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            performed.add(next());
        }
        assertThat(performed).isEqualTo(given);
    }

    @Test
    void aCommandThatIsGivenTwiceIsDoneOnce() throws Exception {
        outbox.add(host);
        store.writeNow(hide("c1"));
        next();
        awaitState("done", 1);

        store.writeNow(hide("c1").command(new Command.Restore("c2", POST, Optional.empty())));

        assertThat(next().id()).isEqualTo("c2");
    }

    @Test
    void whatCannotBeDoneNowIsTriedAgainAndWhatComesAfterWaits() throws Exception {
        AtomicInteger times = new AtomicInteger();
        host.answers(command -> command.id().equals("c1") && times.incrementAndGet() < 3
                ? new Outcome.Later("the blog is away")
                : new Outcome.Done());
        outbox.add(host);
        store.writeNow(hide("c1").and(hide("c2")));

        assertThat(next().id()).isEqualTo("c1");
        awaitAttempts(1);
        pass(Duration.ofSeconds(2));
        assertThat(next().id()).isEqualTo("c1");
        awaitAttempts(2);
        pass(Duration.ofSeconds(3));
        assertThat(next().id()).isEqualTo("c1");
        assertThat(next().id()).isEqualTo("c2");
    }

    @Test
    void whatIsImpossibleIsSetAsideAndTheRestGoesOn() throws Exception {
        host.answers(
                command -> command.id().equals("c1") ? new Outcome.Impossible("the post is gone") : new Outcome.Done());
        outbox.add(host);
        store.writeNow(hide("c1").and(hide("c2")));

        awaitState("done", 1);
        CommandRow dead = outbox.commands("dead", OptionalLong.empty(), 10).getFirst();
        assertThat(dead.id()).isEqualTo("c1");
        assertThat(dead.failure()).isEqualTo("the post is gone");
        assertThat(new HostsHealth(intake, outbox).check().level()).isEqualTo(Health.Level.DEGRADED);
    }

    @Test
    void aCommandThatMakesTheHostFailTenTimesIsSetAsideAndMayBeTriedAgain() throws Exception {
        host.answers(command -> {
            throw new IllegalStateException("no idea");
        });
        outbox.add(host);
        store.writeNow(hide("c1"));
        for (int attempt = 1; attempt <= 10; attempt++) {
            next();
            if (attempt < 10) {
                awaitAttempts(attempt);
                pass(Duration.ofMinutes(6));
            }
        }
        awaitState("dead", 1);
        DeadCommands letters = new DeadCommands(outbox, store);
        assertThat(letters.list(10)).hasSize(1);

        host.answers(command -> new Outcome.Done());
        assertThat(letters.replay("command-999")).isFalse();
        assertThat(letters.replay(letters.list(10).getFirst().id())).isTrue();

        next();
        awaitState("done", 1);
    }

    @Test
    void aHostThatIsAwayForDaysGetsItsCommandsWhenItIsBackUntilPatienceEnds() throws Exception {
        host.answers(command -> new Outcome.Later("away"));
        outbox.add(host);
        store.writeNow(hide("c1"));
        next();
        awaitAttempts(1);

        pass(Duration.ofHours(73));
        next();

        awaitState("dead", 1);
    }

    @Test
    void whatWasGivenWhileTheHostWasNotThereWaitsForIt() throws Exception {
        store.writeNow(hide("c1"));

        outbox.add(host);

        assertThat(next().id()).isEqualTo("c1");
    }

    @Test
    void anAdministratorSeesWhatWasSetAsideAndTriesItAgain() throws Exception {
        host.answers(command -> new Outcome.Impossible("<b>gone</b>"));
        HostRegistry registry = new HostRegistry();
        registry.add(host);
        outbox.add(host);
        store.writeNow(hide("c1"));
        awaitState("dead", 1);
        List<String> audited = new ArrayList<>();
        Audit audit = (who, client, act, subject, detail) -> {
            audited.add(act);
            return Unit.nothing();
        };
        HostsRoutes routes =
                new HostsRoutes(registry, intake, outbox, audit, store, TestMessages.of(Path.of("src/main/resources")));

        String page = Shown.html(Asked.get("/admin/hosts").by(Viewer.system()).of(routes));
        assertThat(page).contains("blog", "&lt;b&gt;gone").doesNotContain("<b>gone");
        assertThat(Shown.html(Asked.get("/admin/hosts")
                        .by(Viewer.system().in(Locale.GERMAN, java.time.ZoneId.of("UTC")))
                        .of(routes)))
                .contains("Beiseitegelegte Aufträge");
        Object number = ((org.allmende.api.web.Json) ((List<?>) Shown.json(Asked.get("/api/v1/admin/commands")
                                        .by(Viewer.system())
                                        .of(routes))
                                .get("items"))
                        .getFirst())
                .fields()
                .get("number");
        host.answers(command -> new Outcome.Done());
        Asked.post("/admin/hosts/commands/" + number + "/replay")
                .by(Viewer.system())
                .of(routes);

        awaitState("done", 1);
        assertThat(audited).containsExactly("hosts.replay");
        assertThatThrownBy(() -> Asked.post("/api/v1/admin/commands/" + number + "/replay")
                        .by(Viewer.system())
                        .of(routes))
                .isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> Asked.get("/admin/hosts").of(routes)).isInstanceOf(ProblemException.class);
    }

    private static Unit hide(String id) {
        return Unit.nothing().command(new Command.Hide(id, POST, Optional.empty(), ""));
    }

    private void pass(Duration time) {
        clock.move(time);
        outbox.wake();
    }

    private Command next() throws InterruptedException {
        Command command = host.performed.poll(20, TimeUnit.SECONDS);
        assertThat(command).as("a command is performed").isNotNull();
        return command;
    }

    private void awaitState(String state, int number) {
        await(() -> outbox.commands(state, OptionalLong.empty(), 100).size() >= number);
    }

    private void awaitAttempts(int attempts) {
        await(() -> outbox.commands("waiting", OptionalLong.empty(), 100).stream()
                .anyMatch(it -> it.attempts() == attempts));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the time of waiting").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private record Patience() implements CommandOutbox.Settings {
        @Override
        public int hours() {
            return 72;
        }

        @Override
        public int days() {
            return 30;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return CommandOutbox.Settings.class;
        }
    }
}
