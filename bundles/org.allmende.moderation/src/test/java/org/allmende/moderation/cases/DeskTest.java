/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.host.Command;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Reader;
import org.allmende.api.store.Store;
import org.allmende.api.store.Unit;
import org.allmende.api.text.Messages;
import org.allmende.moderation.pages.ReportAction;
import org.allmende.testkit.Asked;
import org.allmende.testkit.MovingClock;
import org.allmende.testkit.TestMessages;
import org.allmende.testkit.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {

    private static final Member ANNA = member("1", "Anna");
    private static final Member BORIS = member("2", "Boris");
    private static final Member CARL = member("99", "Carl");
    private static final Ref OPEN = Ref.space("forum", "open");
    private static final Ref SECRET = Ref.space("forum", "secret");
    private static final Post POST = post("7", OPEN, State.PUBLISHED);
    private static final Post UNREADABLE = post("9", SECRET, State.PUBLISHED);
    private static final Post HIDDEN = post("8", OPEN, State.HIDDEN);

    @TempDir
    Path home;

    private final List<Command> commands = new ArrayList<>();
    private final Messages messages = TestMessages.of(Path.of("src/main/resources"));
    private TestStore kept;
    private Cases cases;
    private Desk desk;

    @BeforeEach
    void open() {
        MovingClock clock = new MovingClock(Instant.parse("2026-11-01T12:00:00Z"));
        kept = TestStore.in(home, clock).with("moderation", Path.of("src/main/resources"));
        cases = new Cases(kept.store(), kept.ids(), clock);
        desk = new Desk(
                new Watched(),
                cases,
                hosts(),
                members(),
                messages,
                (who, client, act, subject, detail) -> Unit.nothing());
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void aPostThatOneMayNotReadIsLikeNone() {
        assertThat(refused("9", UNREADABLE.ref()))
                .isEqualTo(refused("9", Ref.post("forum", "none")))
                .extracting(Problem::status)
                .isEqualTo(404);
    }

    @Test
    void aSecondReportIsKnownUntilTheFirstIsDecidedOn() {
        assertThat(desk.report(viewer(ANNA), POST, ReportReason.SPAM, "")).isTrue();
        assertThat(desk.report(viewer(BORIS), POST, ReportReason.SPAM, "")).isTrue();
        assertThat(desk.report(viewer(ANNA), POST, ReportReason.HATE, "")).isFalse();
        decide(Action.LEAVE);
        assertThat(desk.report(viewer(ANNA), POST, ReportReason.HATE, "")).isTrue();
    }

    @Test
    void whoReportedIsToldWhatCameOfItAndNotWhy() {
        desk.report(viewer(ANNA), POST, ReportReason.SPAM, "");
        desk.report(viewer(BORIS), POST, ReportReason.SPAM, "");

        decide(Action.HIDE);

        List<Command.Message> told = commands.stream()
                .filter(Command.Message.class::isInstance)
                .map(Command.Message.class::cast)
                .toList();
        assertThat(told)
                .extracting(Command.Message::member)
                .containsExactlyInAnyOrder(CARL.ref(), ANNA.ref(), BORIS.ref());
        assertThat(told)
                .filteredOn(message -> !message.member().equals(CARL.ref()))
                .extracting(Command.Message::toString)
                .noneMatch(text -> text.contains("because"));
    }

    @Test
    void whatIsOnesOwnOrHiddenIsNotReported() {
        ReportAction action = new ReportAction(hosts(), messages);
        List<Ref> posts = List.of(POST.ref(), HIDDEN.ref());
        assertThat(action.render(Asked.get("/").by(viewer(ANNA)), posts))
                .extracting(html -> html.value().isEmpty())
                .containsExactly(false, true);
        assertThat(action.render(Asked.get("/").by(viewer(CARL)), posts))
                .extracting(html -> html.value().isEmpty())
                .containsExactly(true, true);
        assertThat(action.render(Asked.get("/"), List.of(POST.ref())))
                .as("a guest is led to sign in")
                .extracting(html -> html.value().isEmpty())
                .containsExactly(false);
    }

    private Problem refused(String named, Ref ref) {
        return catchThrowableOfType(ProblemException.class, () -> desk.visible(viewer(ANNA), ref, named))
                .problem();
    }

    private void decide(Action action) {
        CaseRecord record = cases.queue(Optional.empty(), 1).getFirst();
        Viewer moderator = viewer(member("50", "Mo"));
        desk.decide(moderator, "", record, record.revision(), action, "because", "", "");
    }

    private static Viewer viewer(Member member) {
        return new Viewer(
                Optional.of(member), permission -> permission.least() == Role.GUEST, Locale.ENGLISH, ZoneOffset.UTC);
    }

    private static Member member(String id, String name) {
        return new Member(
                Ref.member("forum", id), name, Role.MEMBER, Locale.ENGLISH, ZoneOffset.UTC, Instant.EPOCH, false);
    }

    private static Post post(String id, Ref space, State state) {
        return new Post(
                Ref.post("forum", id),
                Ref.topic("forum", "5"),
                space,
                new Author(CARL.ref(), "Carl"),
                1,
                "Buy pills",
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                state,
                Map.of(),
                List.of(),
                List.of(),
                1);
    }

    private static Hosts hosts() {
        return (Hosts) Proxy.newProxyInstance(
                Hosts.class.getClassLoader(),
                new Class<?>[] {Hosts.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "post" -> found((Ref) arguments[0]);
                    case "posts" ->
                        ((List<?>) arguments[0])
                                .stream()
                                        .flatMap(ref -> found((Ref) ref).stream())
                                        .toList();
                    case "mayRead" -> arguments[1].equals(OPEN);
                    case "can" -> true;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Optional<Post> found(Ref ref) {
        return List.of(POST, UNREADABLE, HIDDEN).stream()
                .filter(post -> post.ref().equals(ref))
                .findFirst();
    }

    private static Members members() {
        return (Members) Proxy.newProxyInstance(
                Members.class.getClassLoader(),
                new Class<?>[] {Members.class},
                (self, method, arguments) -> List.of(ANNA, BORIS, CARL).stream()
                        .filter(member -> member.ref().equals(arguments[0]))
                        .findFirst());
    }

    /** The store, and what its units tell hosts to do. */
    private final class Watched implements Store {
        @Override
        public <T> T read(Function<Reader, T> work) {
            return kept.store().read(work);
        }

        @Override
        public CompletionStage<Committed> write(Unit unit) {
            commands.addAll(unit.commands());
            return kept.store().write(unit);
        }

        @Override
        public void rehearse(Runnable work) {
            kept.store().rehearse(work);
        }
    }
}
