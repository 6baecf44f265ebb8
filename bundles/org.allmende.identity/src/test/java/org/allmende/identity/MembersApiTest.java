/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.allmende.api.content.Ref;
import org.allmende.api.event.Occurrence;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.PersonalData;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Response;
import org.allmende.testkit.Asked;
import org.allmende.testkit.Shown;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembersApiTest {

    @TempDir
    Path directory;

    private Deployment site;

    @BeforeEach
    void open() {
        site = new Deployment(directory);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void anAccountIsMadeAndAnswered() {
        Response response = make("Lena").of(site.membersApi);

        assertThat(response.status()).isEqualTo(201);
        Map<String, Object> lena = Shown.json(response);
        assertThat(lena)
                .containsEntry("name", "Lena")
                .containsEntry("timeZone", "Europe/Berlin")
                .containsEntry("locale", "de");
        assertThat(lena).doesNotContainKey("password");
        assertThat(Shown.header(response, "Location")).contains("/api/v1/members/" + lena.get("id"));
    }

    @Test
    void theSameKeyMakesOneAccount() {
        Object first = Shown.json(make("Lena").key("k1").of(site.membersApi)).get("id");
        Object second = Shown.json(make("Lena").key("k1").of(site.membersApi)).get("id");

        assertThat(second).isEqualTo(first);
        assertThat(problem(() -> make("lena").key("k2").of(site.membersApi)).status())
                .isEqualTo(409);
    }

    @Test
    void aKeyThatAStrangerKnowsShowsNobodysAccountAndBlocksNobody() {
        site.join("Victim");
        Object mine = Shown.json(make("Lena").key("1").of(site.membersApi)).get("id");

        Problem named = problem(() -> make("Victim").key("1").of(site.membersApi));
        assertThat(named.status()).as("one's own key for another name").isEqualTo(409);
        assertThat(named.toString()).doesNotContain("example.org");
        Problem guessed = problem(() -> Asked.post("/api/v1/members")
                .json("name", "Lena", "password", "a wrong password", "email", "lena@example.org")
                .with("timeZone", "Europe/Berlin")
                .key("1")
                .of(site.membersApi));
        assertThat(guessed.status()).as("the key without the password").isEqualTo(409);
        Object other = Shown.json(make("Omar").key("1").from("198.51.100.1").of(site.membersApi))
                .get("id");
        assertThat(other).as("the key of somebody elsewhere").isNotEqualTo(mine);
    }

    @Test
    void theAccountThatAKeyMadeIsFoundUnderItsNewNameToo() {
        Object first = Shown.json(make("Lena").key("k1").of(site.membersApi)).get("id");
        Asked.patch("/api/v1/members/" + first)
                .by(site.viewer("Lena"))
                .json("name", "Magdalena")
                .of(site.membersApi);

        assertThat(Shown.json(make("Lena").key("k1").of(site.membersApi)))
                .containsEntry("id", first)
                .containsEntry("name", "Magdalena");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnceWithItsCure() {
        Problem problem = problem(() -> Asked.post("/api/v1/members")
                .json("name", "a\u200Bb", "password", "short", "timeZone", "Mars/Base", "locale", "xx", "email", "no")
                .of(site.membersApi));

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.fields().stream().map(Problem.Field::name))
                .containsExactlyInAnyOrder("name", "password", "timeZone", "locale", "email");
        assertThat(problem.detail()).contains("Europe/Berlin", "pt-BR", "U+200B");
    }

    @Test
    void othersSeeTheNameAndNotTheAddress() {
        site.join("Other");
        Object id = Shown.json(make("Lena").of(site.membersApi)).get("id");

        Map<String, Object> seen = Shown.json(
                Asked.get("/api/v1/members/" + id).by(site.viewer("Other")).of(site.membersApi));
        assertThat(seen).containsEntry("name", "Lena").doesNotContainKeys("email", "timeZone", "suspended");
        assertThat(problem(() -> Asked.get("/api/v1/members/" + id + "/export")
                                .by(site.viewer("Other"))
                                .of(site.membersApi))
                        .status())
                .isEqualTo(403);
        assertThat(problem(() -> Asked.delete("/api/v1/members/" + id)
                                .by(site.viewer("Other"))
                                .with("content", "erase")
                                .of(site.membersApi))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aMemberIsFoundByTheIdOfTheArchiveAndAsMe() {
        Ref ref = site.members.next();
        site.write(site.members.imported(ref, "U1001", "labda06", Instant.EPOCH));
        site.join("Lena");

        assertThat(Shown.json(Asked.get("/api/v1/members/U1001").of(site.membersApi)))
                .containsEntry("id", ref.id());
        assertThat(Shown.json(
                        Asked.get("/api/v1/members/me").by(site.viewer("Lena")).of(site.membersApi)))
                .containsEntry("name", "Lena");
        assertThat(problem(() -> Asked.get("/api/v1/members/nobody").of(site.membersApi))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aChangeFromAnOldRevisionIsRefused() {
        Account lena = site.join("Lena");
        Viewer viewer = site.viewer("Lena");
        Response first = Asked.patch("/api/v1/members/" + lena.id())
                .by(viewer)
                .header("If-Match", "\"1\"")
                .json("timeZone", "America/Lima")
                .of(site.membersApi);
        assertThat(Shown.header(first, "ETag")).contains("\"2\"");

        assertThat(problem(() -> Asked.patch("/api/v1/members/" + lena.id())
                                .by(viewer)
                                .header("If-Match", "\"1\"")
                                .json("timeZone", "Asia/Tokyo")
                                .of(site.membersApi))
                        .status())
                .isEqualTo(412);
    }

    @Test
    void onlyAdministratorsGiveRoles() {
        Account lena = site.join("Lena");
        site.join("Root", Role.ADMINISTRATOR);

        assertThat(problem(() -> Asked.patch("/api/v1/members/" + lena.id())
                                .by(site.viewer("Lena"))
                                .json("role", "administrator")
                                .of(site.membersApi))
                        .status())
                .isEqualTo(403);
        assertThat(Shown.json(Asked.patch("/api/v1/members/" + lena.id())
                        .by(site.viewer("Root"))
                        .json("role", "moderator", "suspended", true)
                        .of(site.membersApi)))
                .containsEntry("role", Role.MODERATOR)
                .containsEntry("suspended", true);
    }

    @Test
    void aRoleIsNotGivenFromAnOldRevision() {
        Account lena = site.join("Lena");
        site.join("Root", Role.ADMINISTRATOR);
        site.suspend(lena);

        assertThat(problem(() -> Asked.patch("/api/v1/members/" + lena.id())
                                .by(site.viewer("Root"))
                                .header("If-Match", "\"1\"")
                                .json("role", "moderator")
                                .of(site.membersApi))
                        .status())
                .isEqualTo(412);
        assertThat(site.members.account(lena.id()).orElseThrow().member().role())
                .isEqualTo(Role.MEMBER);
    }

    @Test
    void whoIsNoAdministratorAnyMoreDecidesNothing() {
        Account root = site.join("Root", Role.ADMINISTRATOR);
        site.join("Other", Role.ADMINISTRATOR);
        Account lena = site.join("Lena");
        Viewer before = site.viewer("Root");
        site.write(site.members.role(root.member().ref(), Role.MEMBER));

        assertThat(problem(() -> Asked.patch("/api/v1/members/me")
                                .by(before)
                                .json("role", "administrator")
                                .of(site.membersApi))
                        .status())
                .as("undoing it")
                .isEqualTo(403);
        assertThat(problem(() -> Asked.patch("/api/v1/members/" + lena.id())
                                .by(before)
                                .json("suspended", true)
                                .of(site.membersApi))
                        .status())
                .as("suspending somebody")
                .isEqualTo(403);
        assertThat(problem(() -> Asked.patch("/api/v1/members/" + lena.id())
                                .by(before)
                                .json("email", "mine@example.org")
                                .of(site.membersApi))
                        .status())
                .as("another's address")
                .isEqualTo(403);
        assertThat(problem(() -> Asked.delete("/api/v1/members/" + lena.id())
                                .by(before)
                                .with("content", "erase")
                                .of(site.membersApi))
                        .status())
                .as("erasing somebody")
                .isEqualTo(403);
        assertThat(site.members.account(lena.id())).contains(lena);
        assertThat(site.members.account(root.id()).orElseThrow().member().role())
                .isEqualTo(Role.MEMBER);
    }

    @Test
    void ofTwoAdministratorsWhoDemoteEachOtherOneIsLeft() throws Exception {
        site.join("Third", Role.ADMINISTRATOR);
        for (int round = 0; round < 20; round++) {
            Account one = site.join("One " + round, Role.ADMINISTRATOR);
            Account two = site.join("Two " + round, Role.ADMINISTRATOR);
            List<Viewer> viewers = List.of(site.viewer("One " + round), site.viewer("Two " + round));
            List<Account> targets = List.of(two, one);
            CyclicBarrier together = new CyclicBarrier(2);
            List<Future<Boolean>> asked = new ArrayList<>();
            try (ExecutorService both = Executors.newFixedThreadPool(2)) {
                for (int i = 0; i < 2; i++) {
                    Asked demotion = Asked.patch(
                                    "/api/v1/members/" + targets.get(i).id())
                            .by(viewers.get(i))
                            .json("role", "member");
                    asked.add(both.submit(() -> {
                        together.await();
                        try {
                            return demotion.of(site.membersApi).status() == 200;
                        } catch (ProblemException e) {
                            assertThat(e.problem().status()).isEqualTo(403);
                            return false;
                        }
                    }));
                }
            }
            assertThat(asked.get(0).get() ^ asked.get(1).get())
                    .as("one of two in round %s", round)
                    .isTrue();
        }
    }

    @Test
    void whatCannotBeDoneWhollyIsNotDone() {
        Account lena = site.join("Lena");
        assertThat(problem(() -> Asked.patch("/api/v1/members/me")
                                .by(site.viewer("Lena"))
                                .json("email", "new@example.org", "password", "quite another", "currentPassword", "no")
                                .of(site.membersApi))
                        .status())
                .isEqualTo(400);
        assertThat(site.members.account(lena.id())).contains(lena);
    }

    @Test
    void aChangeOfManyThingsIsOneEvent() {
        Account lena = site.join("Lena");
        site.join("Root", Role.ADMINISTRATOR);
        List<Occurrence> told = new ArrayList<>();
        AutoCloseable watching = site.kept.commits().witness((at, events) -> told.addAll(events));

        Response answer = Asked.patch("/api/v1/members/" + lena.id())
                .by(site.viewer("Root"))
                .json("email", "new@example.org", "role", "moderator", "suspended", true)
                .of(site.membersApi);

        assertThat(watching).isNotNull();
        assertThat(told).hasSize(1);
        assertThat(Shown.header(answer, "ETag")).contains("\"" + told.getFirst().revision() + "\"");
    }

    @Test
    void aNewPasswordEndsTokensUnlessToldOtherwise() {
        Account lena = site.join("Lena");
        site.tokens.make(lena.id(), "script", EnumSet.of(Scope.READ));
        Viewer viewer = site.viewer("Lena");

        Asked.patch("/api/v1/members/me")
                .by(viewer)
                .json("password", "quite another one", "currentPassword", "a long password", "endTokens", false)
                .of(site.membersApi);
        assertThat(site.tokens.of(lena.id())).hasSize(1);
        Asked.patch("/api/v1/members/me")
                .by(viewer)
                .json("password", "and yet another one", "currentPassword", "quite another one")
                .of(site.membersApi);
        assertThat(site.tokens.of(lena.id())).isEmpty();
    }

    @Test
    void theExportHoldsWhatIsKeptAndNoSecret() {
        Account lena = site.join("Lena");
        site.sessions.open(lena.id(), "Firefox, Linux", java.util.Optional.empty());
        site.tokens.make(lena.id(), "script", java.util.EnumSet.of(Scope.READ));

        Map<String, Object> export = Shown.json(
                Asked.get("/api/v1/members/me/export").by(site.viewer("Lena")).of(site.membersApi));

        assertThat(export).containsKeys("member", "sessions", "tokens");
        assertThat((List<?>) export.get("sessions")).hasSize(1);
        assertThat(export.toString()).doesNotContain("argon2", "hash", "alm_");
    }

    @Test
    void theExportHoldsAPartOfEachHostAndFeatureAndNamesThoseThatFail() {
        Account lena = site.join("Lena");
        site.leases.offer(PersonalData.class, data("forum", asked -> Map.of("posts", List.of(asked.id()))));
        site.leases.offer(PersonalData.class, data("polls", asked -> Map.of()));
        site.leases.offer(PersonalData.class, data("diary", asked -> {
            throw new IllegalStateException("on fire");
        }));

        Map<String, Object> export = Shown.json(
                Asked.get("/api/v1/members/me/export").by(site.viewer("Lena")).of(site.membersApi));

        assertThat(export.get("parts"))
                .isEqualTo(Map.of(
                        "forum", Map.of("posts", List.of(lena.member().ref().id()))));
        assertThat(export.get("missing")).isEqualTo(List.of("test"));
    }

    private static PersonalData data(String part, Function<Ref, Map<String, Object>> kept) {
        return new PersonalData() {
            @Override
            public String part() {
                return part;
            }

            @Override
            public Map<String, Object> of(Ref member) {
                return kept.apply(member);
            }
        };
    }

    @Test
    void erasingSaysWhatBecomesOfTheirWords() {
        Account lena = site.join("Lena");
        Viewer viewer = site.viewer("Lena");
        assertThat(problem(() -> Asked.delete("/api/v1/members/me").by(viewer).of(site.membersApi))
                        .fields()
                        .getFirst()
                        .name())
                .isEqualTo("content");

        Response response = Asked.delete("/api/v1/members/me")
                .by(viewer)
                .with("content", "anonymize")
                .of(site.membersApi);

        assertThat(response.status()).isEqualTo(204);
        assertThat(site.members.parting(lena.member().ref())).contains(Parting.ANONYMIZE);
    }

    @Test
    void aTokenThatWritesDecidesOverNoAccount() {
        Account lena = site.join("Lena");
        Viewer byToken = site.identified(new Credentials.Token(
                        site.tokens.make(lena.id(), "script", EnumSet.of(Scope.READ, Scope.WRITE))))
                .orElseThrow()
                .viewer();
        for (Asked asked : List.of(
                Asked.delete("/api/v1/members/me").with("content", "erase"),
                Asked.patch("/api/v1/members/me")
                        .json("password", "quite another one", "currentPassword", "a long password"))) {
            Problem problem = problem(() -> asked.by(byToken).of(site.membersApi));
            assertThat(problem.status()).isEqualTo(403);
            assertThat(problem.detail()).contains("needs the scope admin");
        }
        assertThat(Shown.json(Asked.patch("/api/v1/members/me")
                        .by(byToken)
                        .json("timeZone", "America/Lima")
                        .of(site.membersApi)))
                .containsEntry("timeZone", "America/Lima");
    }

    private static Asked make(String name) {
        return Asked.post("/api/v1/members")
                .json(
                        "name", name,
                        "password", "a long password",
                        "email", "lena@example.org",
                        "timeZone", "Europe/Berlin",
                        "locale", "de");
    }

    private static Problem problem(ThrowingCallable call) {
        var caught = org.assertj.core.api.Assertions.catchThrowableOfType(ProblemException.class, call);
        assertThat(caught).isNotNull();
        return caught.problem();
    }
}
