/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.allmende.api.member.Accounts.Parting;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Permission;
import org.allmende.api.member.Role;
import org.allmende.api.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorkeeperTest {

    private static final Permission REVIEW = new Permission("moderation.review", Role.MODERATOR);

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
    void aMemberIsKnownByNameAndPasswordWhateverTheCase() {
        site.join("Lena");

        assertThat(site.identified(password("LENA", "a long password"))
                        .orElseThrow()
                        .member()
                        .orElseThrow()
                        .name())
                .isEqualTo("Lena");
        assertThat(site.identified(password("Lena", "another password"))).isEmpty();
        assertThat(site.identified(password("Nobody", "a long password"))).isEmpty();
    }

    @Test
    void aRememberedPasswordEndsWithANewOne() {
        Account lena = site.join("Lena");
        assertThat(site.identified(password("Lena", "a long password"))).isPresent();

        site.membership.change(
                site.viewer("Lena"),
                "",
                lena,
                Membership.Change.NONE.password(
                        new Membership.NewPassword("quite another one", Optional.empty(), Membership.Programs.END)));

        assertThat(site.identified(password("Lena", "a long password"))).isEmpty();
        assertThat(site.identified(password("Lena", "quite another one"))).isPresent();
    }

    @Test
    void aSuspendedMemberIsKnownButMayOnlyRead() {
        Account lena = site.join("Lena");
        Credentials credentials = password("Lena", "a long password");
        assertThat(site.may(credentials, Permission.TAKE_PART)).isTrue();

        site.suspend(lena);

        assertThat(site.may(credentials, Permission.READ)).isTrue();
        assertThat(site.may(credentials, Permission.APPEAL)).isTrue();
        assertThat(site.may(credentials, Permission.TAKE_PART)).isFalse();
    }

    @Test
    void aSuspensionInSomebodyElsesUnitIsSeen() {
        Account lena = site.join("Lena");
        Credentials session = new Credentials.Session(
                site.sessions.open(lena.id(), "", Optional.empty()).cookie());
        assertThat(site.may(session, Permission.TAKE_PART)).isTrue();
        var arrived = new java.util.concurrent.CountDownLatch(1);
        try (AutoCloseable listening =
                site.kept.commits().listen(org.allmende.api.store.Commits.Kind.EVENTS, arrived::countDown)) {
            site.write(site.members.suspended(lena.member().ref(), true));
            assertThat(arrived.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            // Ours is told before or after it: it asks the store at the next question after it was told.
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (site.may(session, Permission.TAKE_PART) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        assertThat(site.may(session, Permission.TAKE_PART)).isFalse();
    }

    @Test
    void aTokenMayNoMoreThanItsScopesAndItsMember() {
        Account lena = site.join("Lena", Role.MODERATOR);
        Credentials read = token(lena, EnumSet.of(Scope.READ));
        Credentials write = token(lena, EnumSet.of(Scope.READ, Scope.WRITE));
        Credentials admin = token(lena, EnumSet.allOf(Scope.class));

        assertThat(site.may(read, Permission.READ)).isTrue();
        assertThat(site.may(read, Permission.TAKE_PART)).isFalse();
        assertThat(site.may(write, Permission.TAKE_PART)).isTrue();
        assertThat(site.may(write, REVIEW)).isTrue();
        assertThat(site.may(read, Permission.APPEAL)).isFalse();
        assertThat(site.may(write, Permission.APPEAL)).isTrue();
        assertThat(site.may(write, Membership.ACCOUNT)).isFalse();
        assertThat(site.may(admin, Membership.ACCOUNT)).isTrue();
        assertThat(site.may(admin, Permission.ADMINISTER))
                .as("a moderator's token")
                .isFalse();
    }

    @Test
    void aRevokedTokenIsNoLongerGood() {
        Account lena = site.join("Lena");
        Credentials token = token(lena, EnumSet.of(Scope.READ));
        assertThat(site.identified(token)).isPresent();

        site.tokens.revoke(lena.id(), site.tokens.of(lena.id()).getFirst().id());

        assertThat(site.identified(token)).isEmpty();
    }

    @Test
    void tokensEndWithASuspensionInSomebodyElsesUnitToo() {
        Account lena = site.join("Lena");
        Credentials token = token(lena, EnumSet.of(Scope.READ));
        assertThat(site.identified(token)).isPresent();

        site.write(site.members.suspended(lena.member().ref(), true));

        assertThat(site.identified(token)).isEmpty();
        site.write(site.members.suspended(lena.member().ref(), false));
        assertThat(site.identified(token)).isEmpty();
    }

    @Test
    void aTokenThatIsRevokedWhileItIsUsedIsNotTakenUpAgain() {
        Account lena = site.join("Lena");
        String token = site.tokens.make(lena.id(), "script", EnumSet.of(Scope.READ));
        site.tokens.find(token);
        site.clock.move(Duration.ofHours(1));
        Runnable revoke = () -> site.tokens.revoke(
                lena.id(), site.tokens.of(lena.id()).getFirst().id());

        // Its use is noted an hour later: after it was found, before that is remembered, it is revoked.
        site.between = revoke;
        site.tokens.find(token);

        assertThat(site.tokens.find(token)).isEmpty();
    }

    @Test
    void aSessionThatIsEndedWhileItIsUsedIsNotTakenUpAgain() {
        Account lena = site.join("Lena");
        String cookie = site.sessions.open(lena.id(), "", Optional.empty()).cookie();
        site.sessions.find(cookie);
        site.clock.move(Duration.ofHours(2));

        site.between = () -> site.sessions.end(cookie);
        site.sessions.find(cookie);

        assertThat(site.sessions.find(cookie)).isEmpty();
    }

    @Test
    void tokensEndWithTheAccount() {
        Account lena = site.join("Lena");
        Credentials token = token(lena, EnumSet.of(Scope.READ));
        assertThat(site.identified(token)).isPresent();

        site.membership.erase(site.viewer("Lena"), "", lena, Parting.KEEP);

        assertThat(site.identified(token)).isEmpty();
        assertThat(site.tokens.of(lena.id())).isEmpty();
    }

    @Test
    void tokensAndSessionsAreKeptAsHashesOnly() {
        Account lena = site.join("Lena");
        String cookie = site.sessions.open(lena.id(), "", Optional.empty()).cookie();
        String token = site.tokens.make(lena.id(), "script", EnumSet.of(Scope.READ));

        assertThat(site.sessions.of(lena.id()).getFirst().hash())
                .isNotEqualTo(cookie)
                .hasSize(64);
        assertThat(site.tokens.of(lena.id()).getFirst().hash())
                .isNotEqualTo(token)
                .hasSize(64);
        assertThat(token).startsWith("alm_").hasSizeGreaterThanOrEqualTo(4 + 43);
    }

    @Test
    void sessionsEndAfterThirtyDaysWithoutAVisit() {
        Account lena = site.join("Lena");
        Credentials session = new Credentials.Session(
                site.sessions.open(lena.id(), "", Optional.empty()).cookie());

        site.clock.move(Duration.ofDays(29));
        assertThat(site.identified(session)).isPresent();
        site.clock.move(Duration.ofDays(29));
        assertThat(site.identified(session)).as("visited in between").isPresent();
        site.clock.move(Duration.ofDays(31));
        assertThat(site.identified(session)).isEmpty();
    }

    @Test
    void whoGuessesWaitsEverLongerAndOthersElsewhereDoNot() {
        site.join("Lena");
        for (int i = 0; i < 5; i++) {
            assertThat(site.identified(password("Lena", "wrong number " + i))).isEmpty();
        }

        assertThatThrownBy(() -> site.identified(password("lena", "a long password")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(429));
        assertThat(site.doorkeeper.identify(password("Lena", "a long password"), "198.51.100.1"))
                .isPresent();
        site.clock.move(Duration.ofSeconds(2));
        assertThat(site.identified(password("Lena", "a long password"))).isPresent();
    }

    @Test
    void theRightPasswordSentManyTimesAtOnceIsNeverTooOften() throws Exception {
        site.join("Lena");
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                String spelling = round % 2 == 0 ? "Lena" : "LENA";
                Callable<Boolean> check = () -> site.doorkeeper
                        .check(spelling, "a long password", "192.0.2.7")
                        .isPresent();
                for (var result : many.invokeAll(java.util.Collections.nCopies(40, check))) {
                    assertThat(result.get()).isTrue();
                }
            }
        }
    }

    @Test
    void wrongPasswordsForManyNamesFromOnePlaceAreStoppedAndOthersAreNot() {
        site.join("Lena");
        int[] refused = {0};
        for (int i = 0; i < 100; i++) {
            try {
                site.doorkeeper.check("nobody" + i, "a wrong password", "2001:db8::" + i);
            } catch (ProblemException e) {
                assertThat(e.problem().status()).isEqualTo(429);
                refused[0]++;
            }
        }

        assertThat(refused[0]).as("of 100 from one network").isEqualTo(40);
        assertThat(site.doorkeeper.check("Lena", "a long password", "2001:db8:1::1"))
                .isPresent();
        site.clock.move(Duration.ofSeconds(1));
        assertThat(site.doorkeeper.check("Lena", "a long password", "2001:db8::5"))
                .isPresent();
    }

    @Test
    void onesOwnPasswordBuysNoGuessesAtOthers() {
        site.join("Lena");
        for (int i = 0; i < 60; i++) {
            site.doorkeeper.check("nobody" + i, "a wrong password", "192.0.2.7");
            if (i < 59) {
                assertThat(site.doorkeeper.check("Lena", "a long password", "192.0.2.7"))
                        .isPresent();
            }
        }

        assertThatThrownBy(() -> site.doorkeeper.check("nobody", "a wrong password", "192.0.2.7"))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void whatIsNoCredentialAtAllIsNobody() {
        assertThat(site.identified(new Credentials.None())).isEmpty();
        assertThat(site.identified(new Credentials.Session(""))).isEmpty();
        assertThat(site.identified(new Credentials.Session("x".repeat(100_000))))
                .isEmpty();
        assertThat(site.identified(new Credentials.Token("alm_' OR 1=1"))).isEmpty();
        assertThat(site.identified(password("x".repeat(100_000), "y".repeat(100_000))))
                .isEmpty();
    }

    private Credentials token(Account account, EnumSet<Scope> scopes) {
        return new Credentials.Token(site.tokens.make(account.id(), "test", scopes));
    }

    private static Credentials password(String name, String password) {
        return new Credentials.Password(name, password);
    }
}
