/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allmende.api.member.Credentials;
import org.allmende.api.member.Identity;
import org.allmende.api.member.Role;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Response;
import org.allmende.testkit.Asked;
import org.allmende.testkit.Shown;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {

    private static final String SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

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
    void signingUpSignsInAndLeadsBack() {
        Response response = Asked.post("/sign-up")
                .with("name", "Lena")
                .with("password", "a long password")
                .with("timeZone", "Europe/Berlin")
                .with("next", "/t/12")
                .of(site.sign);

        assertThat(response.status()).isEqualTo(303);
        assertThat(Shown.header(response, "Location")).contains("/t/12");
        assertThat(Shown.header(response, "Set-Cookie").orElseThrow())
                .startsWith("allmende-session=")
                .contains("HttpOnly", "SameSite=Lax", "Path=/base/");
        assertThat(site.identified(new Credentials.Session(Deployment.cookie(response))))
                .isPresent();
    }

    @Test
    void aFormThatIsNotTakenSaysWhyAndKeepsWhatWasTypedButNotThePassword() {
        Response response = Asked.post("/sign-up")
                .with("name", "Le\u202Ena")
                .with("password", "short")
                .with("email", "nowhere")
                .with("timeZone", "Europe/Berlin")
                .of(site.sign);

        assertThat(response.status()).isEqualTo(400);
        assertThat(Shown.html(response))
                .contains("U+202E", "shorter than 8", "is not an address", "value=\"nowhere\"")
                .doesNotContain("value=\"short\"");
    }

    @Test
    void everySignInBeginsANewSessionAndEndsTheOneBefore() {
        site.join("Lena");
        String first = signIn("Lena", "given-by-an-attacker");
        String second = signIn("Lena", first);

        assertThat(first).isNotEqualTo("given-by-an-attacker");
        assertThat(site.identified(new Credentials.Session("given-by-an-attacker")))
                .isEmpty();
        assertThat(site.identified(new Credentials.Session(first))).isEmpty();
        assertThat(site.identified(new Credentials.Session(second))).isPresent();
    }

    @Test
    void aWrongPasswordDoesNotTellWhetherThereIsSuchAName() {
        site.join("Lena");
        Response known = wrong("Lena");
        Response unknown = wrong("Nobody");

        assertThat(known.status()).isEqualTo(unknown.status()).isEqualTo(403);
        assertThat(Shown.html(known).replace("Lena", "X"))
                .isEqualTo(Shown.html(unknown).replace("Nobody", "X"));
    }

    @Test
    void tooManyWrongPasswordsAreToldInWords() {
        for (int i = 0; i < 5; i++) {
            wrong("Lena");
        }

        Response response = wrong("Lena");
        assertThat(response.status()).isEqualTo(429);
        assertThat(Shown.html(response)).contains("Wait a little");
    }

    @Test
    void signingOutEndsTheSessionHere() {
        site.join("Lena");
        String cookie = signIn("Lena", "");

        Response response = Asked.post("/sign-out")
                .header("Cookie", Identity.SESSION_COOKIE + "=" + cookie)
                .of(site.sign);

        assertThat(Shown.header(response, "Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(site.identified(new Credentials.Session(cookie))).isEmpty();
    }

    @Test
    void whereAccountsAreMadeByAdministratorsTheFormIsNotShown() {
        site.open = false;

        assertThat(Shown.html(Asked.get("/sign-up").of(site.sign)))
                .contains("made by the administrators")
                .doesNotContain("<form");
        assertThat(Asked.post("/sign-up")
                        .with("name", "Lena")
                        .with("password", "a long password")
                        .of(site.sign)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void scriptInEveryFieldIsInert() {
        Account lena = site.join("Lena");
        String cookie = signIn("Lena", "");
        site.tokens.make(lena.id(), SCRIPT, java.util.EnumSet.of(Scope.READ));
        List<Response> pages = List.of(
                Asked.post("/sign-up")
                        .with("name", SCRIPT)
                        .with("email", SCRIPT)
                        .with("timeZone", SCRIPT)
                        .with("next", "/" + SCRIPT)
                        .of(site.sign),
                Asked.post("/sign-in")
                        .with("name", SCRIPT)
                        .with("next", "/" + SCRIPT)
                        .of(site.sign),
                own("/preferences/profile", cookie)
                        .with("name", SCRIPT)
                        .with("email", SCRIPT)
                        .of(site.preferences),
                own("/preferences/place", cookie)
                        .with("locale", SCRIPT)
                        .with("timeZone", SCRIPT)
                        .of(site.preferences));

        for (Response page : pages) {
            assertThat(page.status()).isBetween(400, 499);
            assertThat(Shown.html(page)).doesNotContain("<script", "<img", "\" onerror", "'><");
        }
        site.join("Root", Role.ADMINISTRATOR);
        assertThat(Shown.html(Asked.get("/admin/members")
                        .by(site.viewer("Root"))
                        .with("q", SCRIPT)
                        .of(site.administration)))
                .doesNotContain("<script", "<img");
    }

    @Test
    void preferencesAreKeptAndBadOnesAreExplained() {
        Account lena = site.join("Lena");
        String cookie = signIn("Lena", "");

        Response saved = own("/preferences/place", cookie)
                .with("locale", "de")
                .with("timeZone", "America/Lima")
                .of(site.preferences);

        // A language chosen in the bar before, as a guest maybe, would be shown instead.
        assertThat(Shown.header(saved, "Set-Cookie")).contains("allmende-lang=; Max-Age=0");
        Account changed = site.members.account(lena.id()).orElseThrow();
        assertThat(changed.member().locale()).isEqualTo(Locale.GERMAN);
        assertThat(changed.member().zone().getId()).isEqualTo("America/Lima");
        Response bad = own("/preferences/place", cookie)
                .with("locale", "de")
                .with("timeZone", "Europe/Atlantis")
                .of(site.preferences);
        assertThat(bad.status()).isEqualTo(400);
        assertThat(Shown.html(bad)).contains("Europe/Atlantis", "an example of one is Europe/Berlin");
    }

    @Test
    void whoIsSuspendedKeepsTheirNameAndMayChangeTheAddress() {
        Account lena = site.join("Lena");
        String cookie = signIn("Lena", "");
        site.suspend(lena);

        Response refused = own("/preferences/profile", cookie)
                .with("name", "Somebody else")
                .of(site.preferences);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(Shown.html(refused)).contains("when the suspension ends");
        own("/preferences/profile", cookie)
                .with("name", "Lena")
                .with("email", "lena@example.org")
                .of(site.preferences);

        Account kept = site.members.account(lena.id()).orElseThrow();
        assertThat(kept.member().name()).isEqualTo("Lena");
        assertThat(kept.email()).isEqualTo("lena@example.org");
    }

    @Test
    void aNewPasswordNeedsTheOldOneAndEndsAllOtherSessions() {
        site.join("Lena");
        String elsewhere = signIn("Lena", "");
        String here = signIn("Lena", "");

        assertThat(own("/preferences/password", here)
                        .with("currentPassword", "wrong password")
                        .with("password", "quite another one")
                        .of(site.preferences)
                        .status())
                .isEqualTo(400);
        Response done = own("/preferences/password", here)
                .with("currentPassword", "a long password")
                .with("password", "quite another one")
                .of(site.preferences);

        assertThat(done.status()).isEqualTo(303);
        assertThat(site.identified(new Credentials.Session(here))).isPresent();
        assertThat(site.identified(new Credentials.Session(elsewhere))).isEmpty();
    }

    @Test
    void aNewPasswordEndsTokensIfItIsToldTo() {
        Account lena = site.join("Lena");
        String cookie = signIn("Lena", "");
        Credentials token = new Credentials.Token(site.tokens.make(lena.id(), "x", java.util.EnumSet.of(Scope.READ)));
        assertThat(Shown.html(get("/preferences", cookie).of(site.preferences)))
                .containsPattern("name=\"endTokens\"[^>]* checked");

        own("/preferences/password", cookie)
                .with("currentPassword", "a long password")
                .with("password", "quite another one")
                .of(site.preferences);
        assertThat(site.identified(token)).as("the mark was taken out").isPresent();
        own("/preferences/password", cookie)
                .with("currentPassword", "quite another one")
                .with("password", "and yet another one")
                .with("endTokens", "true")
                .of(site.preferences);
        assertThat(site.identified(token)).isEmpty();
    }

    @Test
    void aTokenIsShownOnceAndWorksUntilItIsRevoked() {
        site.join("Lena");
        String cookie = signIn("Lena", "");
        String made = Shown.html(own("/preferences/tokens", cookie)
                .with("tokenName", "my script")
                .with("scopes", "read")
                .of(site.preferences));
        Matcher token = Pattern.compile("alm_[A-Za-z0-9_-]{43}").matcher(made);
        assertThat(token.find()).isTrue();

        assertThat(site.identified(new Credentials.Token(token.group()))).isPresent();
        assertThat(Shown.html(get("/preferences", cookie).of(site.preferences)))
                .contains("my script")
                .doesNotContain("alm_");
    }

    @Test
    void preferencesAreForSessionsOnly() {
        Account lena = site.join("Lena");
        Credentials token = new Credentials.Token(site.tokens.make(lena.id(), "x", java.util.EnumSet.of(Scope.READ)));
        Viewer byToken = site.identified(token).orElseThrow().viewer();

        Response response = Asked.post("/preferences/password")
                .by(byToken)
                .with("currentPassword", "a long password")
                .with("password", "quite another one")
                .of(site.preferences);

        assertThat(Shown.header(response, "Location")).contains("/sign-in?next=/preferences");
        assertThat(site.identified(new Credentials.Password("Lena", "a long password")))
                .isPresent();
    }

    @Test
    void whoLeavesIsGone() {
        Account lena = site.join("Lena");
        String cookie = signIn("Lena", "");

        Response response = own("/preferences/leave", cookie)
                .with("content", "erase")
                .with("leavePassword", "a long password")
                .of(site.preferences);

        assertThat(response.status()).isEqualTo(303);
        assertThat(site.identified(new Credentials.Session(cookie))).isEmpty();
        assertThat(site.members.find(lena.member().ref())).isEmpty();
    }

    @Test
    void anAdministratorFindsSuspendsAndRestoresAndAllOfItIsRecorded() {
        Account lena = site.join("Lena");
        site.join("Root", Role.ADMINISTRATOR);
        Viewer root = site.viewer("Root");

        assertThat(Shown.html(
                        Asked.get("/admin/members").by(root).with("q", "len").of(site.administration)))
                .contains("Lena")
                .doesNotContain(">Root<");
        Asked.post("/admin/members/" + lena.id() + "/suspend").by(root).of(site.administration);
        assertThat(site.members.find(lena.member().ref()).orElseThrow().suspended())
                .isTrue();
        Asked.post("/admin/members/" + lena.id() + "/restore").by(root).of(site.administration);
        Asked.post("/admin/members/" + lena.id() + "/role")
                .by(root)
                .with("role", "moderator")
                .of(site.administration);

        assertThat(site.members.find(lena.member().ref()).orElseThrow().role()).isEqualTo(Role.MODERATOR);
        assertThat(site.acts()).contains("members.suspend", "members.restore", "members.role member → moderator");
    }

    @Test
    void whoIsNoAdministratorGetsNoneOfIt() {
        site.join("Lena");
        Viewer lena = site.viewer("Lena");

        assertThatThrownBy(() -> Asked.get("/admin/members").by(lena).of(site.administration))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(403));
    }

    @Test
    void everyPageSpeaksGerman() {
        site.join("Root", Role.ADMINISTRATOR);
        Viewer root = site.viewer("Root").in(Locale.GERMAN, java.time.ZoneId.of("Europe/Berlin"));

        assertThat(Shown.html(Asked.get("/sign-in").by(root).of(site.sign)))
                .contains("Anmelden")
                .doesNotContain("Sign in");
        assertThat(Shown.html(Asked.get("/sign-up").by(root).of(site.sign))).contains("Registrieren");
        assertThat(Shown.html(Asked.get("/admin/members").by(root).of(site.administration)))
                .contains("Mitglieder", "Sperren");
    }

    private String signIn(String name, String before) {
        Response response = Asked.post("/sign-in")
                .header("Cookie", "a=b; " + Identity.SESSION_COOKIE + "=" + before + "; c=d")
                .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                .with("name", name)
                .with("password", "a long password")
                .of(site.sign);
        assertThat(response.status()).isEqualTo(303);
        return Deployment.cookie(response);
    }

    private Response wrong(String name) {
        return Asked.post("/sign-in")
                .with("name", name)
                .with("password", "a wrong password")
                .of(site.sign);
    }

    private Asked own(String path, String cookie) {
        return signedIn(Asked.post(path), cookie);
    }

    private Asked get(String path, String cookie) {
        return signedIn(Asked.get(path), cookie);
    }

    private Asked signedIn(Asked asked, String cookie) {
        return asked.header("Cookie", Identity.SESSION_COOKIE + "=" + cookie)
                .by(site.identified(new Credentials.Session(cookie))
                        .orElseThrow()
                        .viewer()
                        .in(Locale.ENGLISH, java.time.ZoneId.of("UTC")));
    }
}
