/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.web;

import static org.allmende.web.TestSite.request;
import static org.allmende.web.TestSite.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.store.Store;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Json;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Panel;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Slot;
import org.allmende.web.message.Answer;
import org.allmende.web.message.BodyRoom;
import org.allmende.web.message.Incoming;
import org.allmende.web.message.ReadBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {

    private static final String SCRIPT = "<script>alert('x')</script>\"'&";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SESSION = "allmende-session=lena-session";

    private static Response page(Request request) {
        return Response.page(Page.of("Title", Html.trusted("<p>" + request.path() + "</p>")));
    }

    private static Response echo(Request request) {
        return Response.json(Json.object("text", request.json().text("text")));
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String token(String html) {
        Matcher matcher = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(html);
        assertThat(matcher.find()).as("a form token in %s", html).isTrue();
        return matcher.group(1);
    }

    private static String cookie(Answer answer, String name) {
        return answer.headers().stream()
                .filter(header ->
                        header.name().equals("Set-Cookie") && header.value().startsWith(name + "="))
                .map(header -> header.value().substring(name.length() + 1).split(";")[0])
                .findFirst()
                .orElse("");
    }

    // --- finding the endpoint

    @Test
    void anEndpointAnswersAndItsGenerationIsNamed() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/hello", Permission.READ, DispatcherTest::page))) {
            Answer answer = site.get("/hello");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Allmende-Generation")).isEqualTo("test/7");
            assertThat(text(answer)).startsWith("<!doctype html>").contains("<p>/hello</p>", "<title>Title · Commons");
        }
    }

    @Test
    void aMethodThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
        try (TestSite site = new TestSite(
                Endpoint.get("/api/v1/x", Permission.READ, r -> Response.json(Json.object())),
                Endpoint.patch("/api/v1/x", Permission.READ, DispatcherTest::echo))) {
            Answer answer = site.answer(request("DELETE", "/api/v1/x", ""));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, PATCH");
            assertThat(site.answer(request("OPTIONS", "/api/v1/x", "")).status())
                    .isEqualTo(204);
            assertThat(site.answer(request("HEAD", "/api/v1/x", "")).status()).isEqualTo(200);
            assertThat(site.answer(request("BREW", "/api/v1/x", "")).status()).isEqualTo(501);
        }
    }

    @Test
    void aSlashTooManyLeadsToThePageWithout() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/hello", Permission.READ, DispatcherTest::page))) {
            Answer answer = site.get("/hello/?a=b");
            assertThat(answer.status()).isEqualTo(308);
            assertThat(answer.header("Location")).isEqualTo("/hello?a=b");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/search, search",
        "/api/v1/search/similar, search",
        "/api/v1/moderation/cases, moderation",
        "/api/v1/reports, moderation",
        "/api/v1/campaigns/3/start, campaigns",
        "/api/v1/text/language, localization"
    })
    void aMissingFeatureIsNamed(String path, String feature) throws Exception {
        try (TestSite site = new TestSite()) {
            Answer answer = site.get(path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.type()).isEqualTo("application/problem+json");
            assertThat(text(answer)).contains("“" + feature + "” is not installed", "problems/feature-missing");
        }
    }

    @Test
    void whatIsNowhereIsAFriendlyPageForPeopleAndAProblemForPrograms() throws Exception {
        try (TestSite site = new TestSite()) {
            Answer page = site.get("/nowhere/" + "%3Cscript%3E");
            assertThat(page.status()).isEqualTo(404);
            assertThat(text(page))
                    .contains("There is nothing here", "To the front page")
                    .doesNotContain("<script>");
            assertThat(text(site.get("/api/v1/nowhere"))).contains("\"status\":404", "\"title\":");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/%", "/a%e4b", "/x%00y", "/a?b=%"})
    void anAddressThatCannotBeReadIsABadRequest(String target) throws Exception {
        try (TestSite site = new TestSite()) {
            assertThat(site.get(target).status()).isEqualTo(400);
        }
    }

    // --- who may

    @Test
    void aGuestIsLedToSignInAndBack() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/me", Permission.TAKE_PART, DispatcherTest::page))) {
            Answer answer = site.get("/me?tab=2", "Accept", "text/html,*/*;q=0.8");
            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.header("Location")).isEqualTo("/sign-in?next=%2Fme%3Ftab%3D2");
            Answer program = site.get("/me", "Accept", "text/plain;version=0.0.4,*/*;q=0.1");
            assertThat(program.status()).as("what no person reads").isEqualTo(401);
            assertThat(program.header("WWW-Authenticate")).startsWith("Basic");
        }
    }

    @Test
    void aProgramIsToldThatItMustSignIn() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/api/v1/me", Permission.TAKE_PART, r -> Response.empty()))) {
            Answer answer = site.get("/api/v1/me");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
            assertThat(site.get("/api/v1/me", "Authorization", basic("lena", "wrong"))
                            .status())
                    .isEqualTo(401);
            assertThat(site.get("/api/v1/me", "Authorization", basic("lena", "secret"))
                            .status())
                    .isEqualTo(204);
            assertThat(site.get("/api/v1/me", "Authorization", "Bearer good").status())
                    .isEqualTo(204);
            assertThat(site.get("/api/v1/me", "Authorization", "Bearer bad").status())
                    .isEqualTo(401);
            assertThat(site.get("/api/v1/me", "Authorization", "Basic %%%").status())
                    .isEqualTo(401);
            assertThat(site.get("/api/v1/me", "Authorization", "Digest x").status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aMemberWhoMayNotIsToldSo() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/admin", Permission.ADMINISTER, DispatcherTest::page))) {
            assertThat(site.get("/admin", "Cookie", SESSION).status()).isEqualTo(403);
            assertThat(site.get("/admin", "Authorization", basic("admin", "secret"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aSessionThatEndedIsForgottenByTheBrowser() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/", Permission.READ, DispatcherTest::page))) {
            Answer answer = site.get("/", "Cookie", "allmende-session=old");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).anySatisfy(header -> assertThat(header.value())
                    .startsWith("allmende-session=;")
                    .contains("Max-Age=0"));
        }
    }

    // --- forms

    @Test
    void aFormOfASessionNeedsItsToken() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestSite site = new TestSite(
                Endpoint.get("/", Permission.READ, DispatcherTest::page),
                Endpoint.post("/write", Permission.TAKE_PART, r -> {
                    done.incrementAndGet();
                    return Response.seeOther("/");
                }))) {
            assertThat(site.post("/write", "a=b", "Cookie", SESSION, "Content-Type", FORM)
                            .status())
                    .isEqualTo(403);
            assertThat(site.post("/write", "csrf=abc", "Cookie", SESSION, "Content-Type", FORM)
                            .status())
                    .isEqualTo(403);
            assertThat(done).hasValue(0);
            String token = token(text(site.get("/", "Cookie", SESSION)));
            Answer answer = site.post("/write", "csrf=" + token, "Cookie", SESSION, "Content-Type", FORM);
            assertThat(answer.status()).isEqualTo(303);
            assertThat(site.post("/write", "", "Cookie", SESSION, "X-CSRF-Token", token)
                            .status())
                    .isEqualTo(303);
            assertThat(done).hasValue(2);
        }
    }

    @Test
    void tokensDifferEachTimeAndStayGood() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/", Permission.READ, DispatcherTest::page))) {
            assertThat(token(text(site.get("/", "Cookie", SESSION))))
                    .isNotEqualTo(token(text(site.get("/", "Cookie", SESSION))));
        }
    }

    @Test
    void aVisitorsFormNeedsTheTokenOfTheVisitorsCookie() throws Exception {
        try (TestSite site = new TestSite(
                Endpoint.get(
                        "/sign-in",
                        Permission.READ,
                        r -> Response.part(Html.trusted("<input name=\"csrf\" value=\"" + r.formToken() + "\">"))),
                Endpoint.post("/sign-in", Permission.READ, r -> Response.seeOther("/")))) {
            Answer form = site.get("/sign-in");
            String visitor = cookie(form, "allmende-visitor");
            assertThat(visitor).hasSizeGreaterThan(16);
            String body = "csrf=" + token(text(form));
            assertThat(site.post("/sign-in", body, "Content-Type", FORM).status())
                    .isEqualTo(403);
            assertThat(site.post("/sign-in", body, "Content-Type", FORM, "Cookie", "allmende-visitor=" + "x".repeat(22))
                            .status())
                    .isEqualTo(403);
            assertThat(site.post("/sign-in", body, "Content-Type", FORM, "Cookie", "allmende-visitor=" + visitor)
                            .status())
                    .isEqualTo(303);
        }
    }

    @Test
    void aProgramWithItsOwnCredentialsNeedsNoTokenButASessionDoes() throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/echo", Permission.TAKE_PART, DispatcherTest::echo))) {
            String json = "{\"text\":\"hi\"}";
            assertThat(text(site.post("/api/v1/echo", json, "Authorization", basic("lena", "secret"))))
                    .isEqualTo("{\"text\":\"hi\"}");
            assertThat(site.post("/api/v1/echo", json, "Cookie", SESSION).status())
                    .isEqualTo(403);
        }
    }

    @Test
    void whatSomebodyWroteIsShownAgainWhenTheFormIsNotTaken() throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/write", Permission.READ, r -> Response.empty()))) {
            Answer answer = site.post(
                    "/write",
                    "body=A+long+text+that+must+not+be+lost+%3C%2Ftextarea%3E%3Cscript%3E&password=my+very+secret+password",
                    "Content-Type",
                    FORM);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(text(answer))
                    .contains("A long text that must not be lost &lt;/textarea&gt;&lt;script&gt;")
                    .doesNotContain("very secret");
        }
    }

    // --- bodies

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|empty",
                "{|line 1, column 2",
                "[1]|must begin with {",
                "{\"text\":1}|text must be text, not the number 1",
                "{}|text is missing",
                "{\"text\":\"a\",\"text\":\"b\"}|Duplicate",
                "{\"text\":\"a\"} x|line 1",
                "{\"text\":\"a\"}{}|behind",
            })
    void aBrokenBodyIsAnsweredWithItsPlace(String body, String told) throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/echo", Permission.READ, DispatcherTest::echo))) {
            Answer answer = site.post("/api/v1/echo", body, "Content-Type", "application/json");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.type()).isEqualTo("application/problem+json");
            assertThat(text(answer)).contains(told.replace("\"", "\\\""));
        }
    }

    @Test
    void aBodyThatIsNestedTooDeepIsRefused() throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/echo", Permission.READ, DispatcherTest::echo))) {
            Answer answer =
                    site.post("/api/v1/echo", "{\"text\":" + "[".repeat(10_000), "Content-Type", "application/json");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(text(answer)).contains("depth");
        }
    }

    @Test
    void textIsCleanedOfWhatNobodyCanKeep() throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/echo", Permission.READ, DispatcherTest::echo))) {
            assertThat(text(site.post("/api/v1/echo", "{\"text\":\"a\\u0000b\\ud800c\\ud83d\\ude00\"}")))
                    .isEqualTo("{\"text\":\"a\uFFFDb\uFFFDc\uD83D\uDE00\"}");
        }
    }

    @Test
    void aLongBodyIsRefusedWhetherItSaysSoOrNot() throws Exception {
        AtomicInteger called = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/echo", Permission.READ, r -> {
            called.incrementAndGet();
            return Response.empty();
        }))) {
            byte[] long_ = new byte[(1 << 20) + 1];
            var told = request("POST", "/api/v1/echo", long_);
            var untold = new org.allmende.web.message.Incoming(
                    "POST", "/api/v1/echo", "", told.headers(), told.body(), -1, "127.0.0.1");
            assertThat(site.answer(told).status()).isEqualTo(413);
            assertThat(site.answer(untold).status()).isEqualTo(413);
            assertThat(called).hasValue(0);
        }
    }

    @Test
    void anUploadMayBeLongAndIsGoneWhenItIsAnswered() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/plugins", Permission.READ, r -> {
                    seen.set(Files.size(r.files().get("file")) + " " + r.text("file") + " " + r.text("note"));
                    return Response.empty();
                })
                .uploads())) {
            String file = "x\r\n--not it".repeat(300_000);
            String body = "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhi\r\n--B\r\n"
                    + "Content-Disposition: form-data; name=\"file\"; filename=\"a b.zip\"\r\n"
                    + "Content-Type: application/zip\r\n\r\n" + file + "\r\n--B--\r\n";
            Answer answer = site.post("/api/v1/plugins", body, "Content-Type", "multipart/form-data; boundary=B");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(seen.get()).isEqualTo(file.length() + " a b.zip hi");
            assertThat(site.uploads()).isEmpty();
        }
    }

    @Test
    void somebodyWhoMayNotUploadCannotFillTheDisk() throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/plugins", Permission.ADMINISTER, r -> Response.empty())
                .uploads())) {
            Answer answer = site.answer(
                    request("POST", "/api/v1/plugins", new byte[2 << 20], "Content-Type", "application/zip"));
            assertThat(answer.status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multipart/form-data|--B|no boundary",
                "multipart/form-data; boundary=B|--B|closing boundary",
                "multipart/form-data; boundary=B|nothing|closing boundary",
                "multipart/form-data; boundary=B|--B\\r\\nContent-Disposition: form-data\\r\\n\\r\\nx\\r\\n--B--|no name",
                "multipart/form-data; boundary=B|--B\\r\\nContent-Disposition: form-data; name=a|within the head",
                "application/x-www-form-urlencoded|a=%zz|column 3",
            })
    void aBrokenFormIsAnsweredWithItsPlace(String type, String body, String told) throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/form", Permission.READ, r -> Response.empty())
                .uploads())) {
            Answer answer = site.post("/api/v1/form", body.replace("\\r\\n", "\r\n"), "Content-Type", type);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(text(answer)).contains(told);
            assertThat(site.uploads()).isEmpty();
        }
    }

    // --- what goes wrong

    @Test
    void everyFaultBecomesTheRightProblem() throws Exception {
        try (TestSite site = new TestSite(
                fails("/api/v1/conflict", new Store.Conflict("gone")),
                fails("/api/v1/full", new Store.Unavailable("disk full", null)),
                fails("/api/v1/late", new CompletionException(new Store.Conflict("gone"))),
                fails("/api/v1/bug", new IllegalStateException("secret detail")),
                fails(
                        "/api/v1/old",
                        Problem.of("gone", 410, "Gone", "The floor is 12.").asException()),
                Endpoint.get("/api/v1/error", Permission.READ, r -> {
                    throw new NoClassDefFoundError("x/Y");
                }),
                Endpoint.get("/api/v1/deep", Permission.READ, DispatcherTest::deep),
                Endpoint.get("/api/v1/nothing", Permission.READ, r -> null),
                Endpoint.get("/bug", Permission.READ, r -> {
                    throw new IllegalStateException("secret detail");
                }))) {
            assertThat(site.get("/api/v1/conflict").status()).isEqualTo(409);
            assertThat(site.get("/api/v1/late").status()).isEqualTo(409);
            Answer full = site.get("/api/v1/full");
            assertThat(full.status()).isEqualTo(503);
            assertThat(full.header("Retry-After")).isNotEmpty();
            assertThat(site.get("/api/v1/old").status()).isEqualTo(410);
            assertThat(site.get("/api/v1/error").status()).isEqualTo(500);
            assertThat(site.get("/api/v1/deep").status()).isEqualTo(500);
            assertThat(site.get("/api/v1/nothing").status()).isEqualTo(500);
            assertThat(text(site.get("/api/v1/bug"))).contains("\"status\":500").doesNotContain("secret detail");
            assertThat(text(site.get("/bug")))
                    .contains("Something went wrong here", "noted under")
                    .doesNotContain("secret detail");
        }
    }

    private static Endpoint fails(String path, RuntimeException failure) {
        return Endpoint.get(path, Permission.READ, r -> {
            throw failure;
        });
    }

    private static Response deep(Request request) {
        return deep(request).header("a", "b");
    }

    @Test
    void aRouteThatFailsWhenAskedLeavesTheOthersAlone() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/hello", Permission.READ, DispatcherTest::page))) {
            site.offers.add(new TestSite.Offered<>(
                    org.allmende.api.web.Route.class, "broken", 1, new org.allmende.api.web.Route() {
                        @Override
                        public List<Endpoint> endpoints() {
                            throw new IllegalStateException("not ready");
                        }
                    }));
            assertThat(site.get("/hello").status()).isEqualTo(200);
        }
    }

    @Test
    void aPanelThatFailsIsLeftOut() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get(
                "/hello",
                Permission.READ,
                r -> Response.page(Page.of(
                        "T",
                        Html.trusted(r.panels(Slot.POST_META, List.of(Ref.post("forum", "1"), Ref.post("forum", "2")))
                                .toString())))))) {
            site.panel(panel(Slot.SIDEBAR, 1, "<b>kept</b>"));
            site.panel(new Panel() {
                @Override
                public List<Html> render(Request request, List<Ref> subjects) {
                    throw new NoSuchMethodError("old");
                }
            });
            site.panel(panel(Slot.POST_META, 2, "second"));
            site.panel(panel(Slot.POST_META, 1, "first"));
            assertThat(text(site.get("/hello"))).contains("<b>kept</b>", "[firstsecond, firstsecond]");
        }
    }

    private static Panel panel(Slot slot, int order, String html) {
        return new Panel() {
            @Override
            public Slot slot() {
                return slot;
            }

            @Override
            public int order() {
                return order;
            }

            @Override
            public List<Html> render(Request request, List<Ref> subjects) {
                return subjects.isEmpty()
                        ? List.of(Html.trusted(html))
                        : subjects.stream().map(any -> Html.trusted(html)).toList();
            }
        };
    }

    // --- keys

    @Test
    void aPostWithTheSameKeyIsDoneOnce() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/topics", Permission.READ, r -> {
            assertThat(r.idempotencyKey()).contains("k1");
            return Response.json(Json.object("id", done.incrementAndGet())).status(201);
        }))) {
            Answer first = site.post("/api/v1/topics", "{}", "Idempotency-Key", "k1");
            Answer second = site.post("/api/v1/topics", "{}", "Idempotency-Key", "k1");
            assertThat(first.status()).isEqualTo(201);
            assertThat(second.status()).isEqualTo(201);
            assertThat(text(second)).isEqualTo(text(first)).isEqualTo("{\"id\":1}");
            assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(site.post("/api/v1/topics", "{\"a\":1}", "Idempotency-Key", "k1")
                            .status())
                    .isEqualTo(422);
            assertThat(done).hasValue(1);
        }
    }

    @Test
    void theSameKeyWithAnotherQueryIsAnotherRequest() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/plugins", Permission.READ, r -> {
            done.incrementAndGet();
            return Response.empty();
        }))) {
            site.post("/api/v1/plugins?dryRun=true", "{}", "Idempotency-Key", "k");
            site.post("/api/v1/plugins", "{}", "Idempotency-Key", "k");
            assertThat(done).hasValue(2);
        }
    }

    @Test
    void aSecretIsToldOnceAndNotKept() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/tokens", Permission.READ, r -> {
            done.incrementAndGet();
            return Response.json(Json.object("token", "very-secret")).header("Cache-Control", "no-store");
        }))) {
            assertThat(text(site.post("/api/v1/tokens", "{}", "Idempotency-Key", "k")))
                    .contains("very-secret");
            Answer again = site.post("/api/v1/tokens", "{}", "Idempotency-Key", "k");
            assertThat(again.status()).isEqualTo(409);
            assertThat(text(again)).contains("told once").doesNotContain("very-secret");
            assertThat(done).hasValue(1);
        }
    }

    @Test
    void aPasswordThatABrowserRemembersDoesNotServeOtherSites() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/topics", Permission.READ, r -> {
            done.incrementAndGet();
            return Response.empty();
        }))) {
            String lena = basic("lena", "secret");
            assertThat(List.of(
                            site.post("/api/v1/topics", "{}", "Authorization", lena, "Sec-Fetch-Site", "cross-site"),
                            site.post("/api/v1/topics", "{}", "Authorization", lena, "Sec-Fetch-Site", "same-site"),
                            site.post(
                                    "/api/v1/topics",
                                    "{}",
                                    "Authorization",
                                    lena,
                                    "Host",
                                    "forum.example",
                                    "Origin",
                                    "https://evil.example")))
                    .extracting(Answer::status)
                    .containsOnly(403);
            assertThat(done).hasValue(0);
            assertThat(List.of(
                            site.post("/api/v1/topics", "{}", "Authorization", lena),
                            site.post("/api/v1/topics", "{}", "Authorization", lena, "Sec-Fetch-Site", "same-origin"),
                            site.post(
                                    "/api/v1/topics",
                                    "{}",
                                    "Authorization",
                                    lena,
                                    "Host",
                                    "forum.example:8080",
                                    "Origin",
                                    "http://forum.example:8080")))
                    .extracting(Answer::status)
                    .containsOnly(204);
        }
    }

    @Test
    void aPictureAsksNobodyForAPasswordAndChangesNoLanguage() throws Exception {
        try (TestSite site =
                new TestSite(Endpoint.get("/api/v1/notifications", Permission.TAKE_PART, r -> Response.empty()))) {
            Answer picture =
                    site.get("/api/v1/notifications", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Dest", "image");
            assertThat(picture.status()).isEqualTo(401);
            assertThat(picture.header("WWW-Authenticate")).isEmpty();
            assertThat(site.get("/api/v1/notifications").header("WWW-Authenticate"))
                    .startsWith("Basic");
            assertThat(cookie(site.get("/x?lang=de", "Sec-Fetch-Dest", "image"), "allmende-lang"))
                    .isEmpty();
            assertThat(cookie(site.get("/x?lang=de", "Accept", "image/avif,image/*"), "allmende-lang"))
                    .isEmpty();
        }
    }

    @Test
    void whereToSignInLeadsBackToAPathInAnyScript() throws Exception {
        try (TestSite site = new TestSite()) {
            assertThat(text(site.get("/tag/%D1%82%D0%B5"))).contains("/sign-in?next=%2Ftag%2F%25D1%2582%25D0%25B5");
        }
    }

    @Test
    void aBodyThatTricklesIsCutOff() {
        AtomicLong seconds = new AtomicLong();
        InputStream trickle = new InputStream() {
            @Override
            public int read() {
                seconds.incrementAndGet();
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int from, int length) {
                buffer[from] = (byte) read();
                return 1;
            }
        };
        Incoming in = new Incoming("POST", "/sign-in", "", Map.of(), () -> trickle, 100_000, "127.0.0.1");
        assertThatThrownBy(() -> ReadBody.of(
                        in,
                        false,
                        false,
                        Path.of("."),
                        new BodyRoom(1 << 20, 1 << 20).claim("x"),
                        () -> TimeUnit.SECONDS.toNanos(seconds.get())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(408));
        assertThat(seconds.get()).isLessThan(15);
    }

    // --- bodies that come slowly

    /** A POST whose body is {@code length} bytes of JSON, {@code half} of which have come when {@code meanwhile} happens. */
    private static Incoming slow(String path, int length, int half, Runnable meanwhile, String... headers) {
        byte[] body = ("{\"text\":\"" + "x".repeat(length - 11) + "\"}").getBytes(StandardCharsets.UTF_8);
        Incoming whole = request("POST", path, body, headers);
        InputStream first = new ByteArrayInputStream(body, 0, half);
        InputStream second = new ByteArrayInputStream(body, half, length - half) {
            private boolean waited;

            @Override
            public int read(byte[] buffer, int from, int count) {
                if (!waited) {
                    waited = true;
                    meanwhile.run();
                }
                return super.read(buffer, from, count);
            }
        };
        return new Incoming(
                "POST",
                whole.rawPath(),
                "",
                whole.headers(),
                () -> new SequenceInputStream(first, second),
                length,
                "192.0.2." + (path.hashCode() & 7));
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/nowhere, 404", "/api/v1/only-read, 405", "/api/v1/mine, 401", "/api/v1/administered, 403"})
    void aBodyThatNobodyTakesIsNotKept(String path, int status) throws Exception {
        AtomicLong kept = new AtomicLong(-1);
        try (TestSite site = new TestSite(
                Endpoint.get("/api/v1/only-read", Permission.READ, r -> Response.empty()),
                Endpoint.post("/api/v1/mine", Permission.TAKE_PART, DispatcherTest::echo),
                Endpoint.post("/api/v1/administered", Permission.ADMINISTER, DispatcherTest::echo))) {
            String[] headers = status == 403 ? new String[] {"Authorization", basic("lena", "secret")} : new String[0];
            Answer answer = site.answer(slow(path, 100_000, 50_000, () -> kept.set(site.room.taken()), headers));
            assertThat(answer.status()).isEqualTo(status);
            assertThat(kept).as("bytes in memory when half of it had come").hasValue(0);
        }
    }

    @Test
    void aLongBodyThatNobodyTakesIsNotEvenOpened() throws Exception {
        try (TestSite site = new TestSite()) {
            Incoming in = new Incoming(
                    "POST",
                    "/api/v1/nowhere",
                    "",
                    Map.of(),
                    () -> {
                        throw new AssertionError("opened");
                    },
                    ReadBody.LONGEST + 1L,
                    "192.0.2.1");
            assertThat(site.answer(in).status()).isEqualTo(404);
        }
    }

    @Test
    void bodiesBeyondTheRoomAreTurnedAwayAndTheOthersAnswered() throws Exception {
        AtomicReference<Answer> second = new AtomicReference<>();
        AtomicReference<Answer> third = new AtomicReference<>();
        AtomicReference<Answer> fourth = new AtomicReference<>();
        try (TestSite site = new TestSite(
                Endpoint.post("/api/v1/a", Permission.READ, DispatcherTest::echo),
                Endpoint.post("/api/v1/b", Permission.READ, DispatcherTest::echo),
                Endpoint.post("/api/v1/c", Permission.READ, DispatcherTest::echo))) {
            Answer first = site.dispatcher.answer(slow("/api/v1/a", 1_000_000, 900_000, () -> {
                second.set(site.dispatcher.answer(slow("/api/v1/a", 700_000, 100, () -> {})));
                third.set(site.dispatcher.answer(slow("/api/v1/b", 1_000_000, 900_000, () -> {
                    fourth.set(site.dispatcher.answer(slow("/api/v1/c", 1_000_000, 100, () -> {})));
                })));
            }));
            assertThat(first.status()).isEqualTo(200);
            assertThat(second.get().status()).as("beyond the client's share").isEqualTo(503);
            assertThat(second.get().header("Retry-After")).isNotEmpty();
            assertThat(third.get().status()).as("another client").isEqualTo(200);
            assertThat(fourth.get().status()).as("beyond the room of all").isEqualTo(503);
            assertThat(site.room.taken()).as("given back").isZero();
            assertThat(site.answer(slow("/api/v1/c", 1_000_000, 100, () -> {})).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aFormThatIsNotTakenFromItsWriterIsShownToThemAgain() throws Exception {
        String written = "A long answer that nobody should have to write twice";
        try (TestSite site = new TestSite(Endpoint.post("/reply", Permission.TAKE_PART, DispatcherTest::page))) {
            Answer answer = site.post(
                    "/reply", "text=" + written.replace(' ', '+'), "Content-Type", FORM, "Accept", "text/html");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(text(answer)).contains(written);
        }
    }

    @ParameterizedTest
    @CsvSource({"session, 401", "password, 401", "token, 401"})
    void whoIsSignedOutWhileTheBodyComesIsNotAnswered(String by, int status) throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/write", Permission.TAKE_PART, r -> {
            done.incrementAndGet();
            return Response.empty();
        }))) {
            String[] headers =
                    switch (by) {
                        case "session" -> new String[] {"Cookie", SESSION};
                        case "password" -> new String[] {"Authorization", basic("lena", "secret")};
                        default -> new String[] {"Authorization", "Bearer good"};
                    };
            Answer answer = site.answer(slow("/api/v1/write", 1_000, 100, () -> site.identity.forgets = true, headers));
            assertThat(answer.status()).isEqualTo(status);
            assertThat(done).hasValue(0);
        }
    }

    @Test
    void whoIsDemotedWhileTheBodyComesMayNoMoreThanAnybody() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/administer", Permission.ADMINISTER, r -> {
            done.incrementAndGet();
            return Response.empty();
        }))) {
            Answer answer = site.answer(slow(
                    "/api/v1/administer",
                    1_000,
                    100,
                    () -> site.identity.demotes = true,
                    "Authorization",
                    basic("admin", "secret")));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(done).hasValue(0);
        }
    }

    @Test
    void aBodyOfVeryManyValuesIsRefused() throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/write", Permission.READ, DispatcherTest::echo))) {
            Answer answer = site.post("/api/v1/write", "{\"text\":[" + "0,".repeat(100_000) + "0]}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(text(answer)).contains("100000");
        }
    }

    @Test
    void somebodyElsesKeyIsAnotherKey() throws Exception {
        AtomicInteger done = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post(
                "/api/v1/topics", Permission.READ, r -> Response.json(Json.object("id", done.incrementAndGet()))))) {
            site.post("/api/v1/topics", "{}", "Idempotency-Key", "k", "Authorization", basic("lena", "secret"));
            site.post("/api/v1/topics", "{}", "Idempotency-Key", "k", "Authorization", basic("admin", "secret"));
            assertThat(done).hasValue(2);
        }
    }

    @Test
    void aPostThatIsBeingDoneIsNotDoneTwice() throws Exception {
        AtomicReference<Answer> meanwhile = new AtomicReference<>();
        AtomicReference<TestSite> here = new AtomicReference<>();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/topics", Permission.READ, r -> {
            meanwhile.set(
                    here.get().dispatcher.answer(request("POST", "/api/v1/topics", "{}", "Idempotency-Key", "k")));
            return Response.empty();
        }))) {
            here.set(site);
            assertThat(site.post("/api/v1/topics", "{}", "Idempotency-Key", "k").status())
                    .isEqualTo(204);
            assertThat(meanwhile.get().status()).isEqualTo(409);
        }
    }

    @Test
    void whatFailedMayBeTriedAgainWithItsKey() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/topics", Permission.READ, r -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
            }
            return Response.empty();
        }))) {
            assertThat(site.post("/api/v1/topics", "{}", "Idempotency-Key", "k").status())
                    .isEqualTo(500);
            assertThat(site.post("/api/v1/topics", "{}", "Idempotency-Key", "k").status())
                    .isEqualTo(204);
        }
    }

    @Test
    void aStoreThatIsGoneIsSaidBeforeAnythingIsDone() throws Exception {
        try (TestSite site = new TestSite(Endpoint.post("/api/v1/topics", Permission.READ, r -> Response.empty()))) {
            site.store.failing = true;
            assertThat(site.post("/api/v1/topics", "{}", "Idempotency-Key", "k").status())
                    .isEqualTo(503);
            site.store.failing = false;
            assertThat(site.post("/api/v1/topics", "{}", "Idempotency-Key", "k").status())
                    .isEqualTo(204);
        }
    }

    // --- languages

    @Test
    void theLanguageIsTheOneAskedForAndIsRemembered() throws Exception {
        try (TestSite site = new TestSite()) {
            assertThat(text(site.get("/x", "Accept-Language", "de-AT,en;q=0.5")))
                    .contains("lang=\"de\"", "Hier ist nichts");
            assertThat(text(site.get("/x", "Accept-Language", ";;;,q=,*,xx-12345678901,de;q=x")))
                    .contains("lang=\"de\"");
            Answer asked = site.get("/x?lang=de", "Accept-Language", "en", "Accept", "text/html");
            assertThat(text(asked)).contains("lang=\"de\"");
            assertThat(cookie(asked, "allmende-lang")).isEqualTo("de");
            assertThat(text(site.get("/x", "Cookie", "allmende-lang=de"))).contains("lang=\"de\"");
            assertThat(text(site.get("/x?lang=%3Cscript%3E"))).contains("lang=\"en\"");
            assertThat(text(site.get("/x?lang=tlh"))).contains("lang=\"en\"");
        }
    }

    @Test
    void thePageIsMirroredForThoseWhoReadFromTheRight() throws Exception {
        try (TestSite site = new TestSite()) {
            assertThat(text(site.get("/x?lang=ar")))
                    .contains("<html lang=\"en\" dir=\"rtl\"", "/assets/0/bootstrap.rtl.css");
        }
    }

    // --- the shell

    @Test
    void nothingThatSomebodyWroteRunsInTheShell() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/x", Permission.READ, r -> Response.page(
                        Page.of(SCRIPT, Html.NOTHING).description(SCRIPT))
                .notice(SCRIPT)))) {
            site.route(
                    "menu",
                    1,
                    Endpoint.get(
                                    "/self",
                                    Permission.READ,
                                    r -> Response.page(
                                            Page.of("S", Html.NOTHING).in(Area.SELF)))
                            .menu(new MenuEntry(Area.SELF, 1, viewer -> SCRIPT, viewer -> SCRIPT)));
            assertThat(text(site.get("/x"))).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
            assertThat(text(site.get("/self"))).doesNotContain("<script>alert").contains("aria-current=\"page\"");
        }
    }

    @Test
    void everyPageForbidsWhatItDoesNotNeed() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/x", Permission.READ, DispatcherTest::page))) {
            Answer answer = site.get("/x");
            assertThat(answer.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(text(answer)).doesNotContainPattern("\\sstyle=|\\son[a-z]+=|<style|<script>");
        }
    }

    @Test
    void aNoticeIsShownOnceOnTheNextPage() throws Exception {
        try (TestSite site = new TestSite(
                Endpoint.post("/api/v1/go", Permission.READ, r -> Response.seeOther("/x")
                        .notice("Kept: " + SCRIPT)),
                Endpoint.get("/x", Permission.READ, DispatcherTest::page))) {
            String packed = cookie(site.post("/api/v1/go", ""), "allmende-notice");
            Answer page = site.get("/x", "Cookie", "allmende-notice=" + packed);
            assertThat(text(page)).contains("Kept: &lt;script&gt;");
            assertThat(page.headers())
                    .anySatisfy(header -> assertThat(header.value()).startsWith("allmende-notice=;"));
            assertThat(site.get("/x", "Cookie", "allmende-notice=!!!").status()).isEqualTo(200);
        }
    }

    @Test
    void noAnswerLeadsAwayOrSmugglesAHeader() throws Exception {
        try (TestSite site = new TestSite(
                Endpoint.get("/away", Permission.READ, r -> Response.seeOther("//evil.example")),
                Endpoint.get("/back", Permission.READ, r -> Response.seeOther("/\\evil.example")),
                Endpoint.get("/split", Permission.READ, r -> Response.empty().header("X-A", "a\r\nSet-Cookie: b=c")),
                Endpoint.get("/cookie", Permission.READ, r -> Response.empty().header("Set-Cookie", "allmende=v")))) {
            assertThat(site.get("/away").header("Location")).isEqualTo("/");
            assertThat(site.get("/back").header("Location")).isEqualTo("/");
            assertThat(site.get("/split").header("X-A")).isEqualTo("aSet-Cookie: b=c");
            assertThat(site.get("/cookie").header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax", "Path=/");
        }
    }

    @Test
    void behindAProxyEverythingLiesBelowItsPath() throws Exception {
        try (TestSite site = new TestSite(
                "https://example.org/community",
                Endpoint.get("/x", Permission.READ, r -> Response.seeOther("/y").header("Set-Cookie", "a=b")),
                Endpoint.get("/me", Permission.TAKE_PART, DispatcherTest::page))) {
            for (String path : List.of("/x", "/community/x")) {
                Answer answer = site.get(path);
                assertThat(answer.header("Location")).isEqualTo("/community/y");
                assertThat(answer.header("Set-Cookie")).contains("Secure", "Path=/community");
            }
            assertThat(site.get("/community/me", "Accept", "text/html").header("Location"))
                    .isEqualTo("/community/sign-in?next=%2Fme");
            assertThat(text(site.get("/nothing", "Accept", "text/html"))).contains("href=\"/community/\"");
        }
    }

    @Test
    void htmxGetsAPieceAndNotAPageWhenSomethingFails() throws Exception {
        try (TestSite site =
                new TestSite(fails("/x", Problem.invalid("body", SCRIPT).asException()))) {
            String piece = text(site.get("/x", "HX-Request", "true"));
            assertThat(piece).startsWith("<p class=\"note bad\" role=\"alert\"").doesNotContain("<script>", "<html");
        }
    }

    @Test
    void aMemberSeesTheirMenuAndAGuestWhereToSignIn() throws Exception {
        try (TestSite site = new TestSite(
                Endpoint.get("/x", Permission.READ, DispatcherTest::page),
                Endpoint.get("/admin", Permission.ADMINISTER, DispatcherTest::page))) {
            assertThat(text(site.get("/x"))).contains("/sign-in?next=%2Fx").doesNotContain("/sign-out");
            assertThat(text(site.get("/x", "Cookie", SESSION)))
                    .contains("/sign-out", "You: lena", ">L<", "href=\"/preferences\"")
                    .doesNotContain("href=\"/admin\"");
            assertThat(text(site.get("/x", "Authorization", basic("admin", "secret"), "Accept", "text/html")))
                    .contains("href=\"/admin\"");
        }
    }

    @Test
    void aThemeThatTheReaderChoseIsSet() throws Exception {
        try (TestSite site = new TestSite()) {
            assertThat(text(site.get("/x", "Cookie", "allmende-theme=dark"))).contains("data-bs-theme=\"dark\"");
            assertThat(text(site.get("/x", "Cookie", "allmende-theme=evil"))).doesNotContain("data-bs-theme");
        }
    }

    // --- limits

    @Test
    void aClientThatAsksTooMuchIsAskedToWait() throws Exception {
        try (TestSite site = new TestSite(Endpoint.get("/x", Permission.READ, r -> Response.empty()))) {
            // Slower than anybody can ask, so that the machine's speed decides nothing.
            site.dispatcher.settings(TestSite.settings(Map.of("rate", 1, "burst", 5)));
            Answer last = null;
            for (int i = 0; i < 200; i++) {
                var near = request("GET", "/x", "");
                last = site.answer(new org.allmende.web.message.Incoming(
                        "GET", "/x", "", near.headers(), near.body(), 0, "192.0.2.7"));
            }
            assertThat(last.status()).isEqualTo(429);
            assertThat(last.header("Retry-After")).isEqualTo("1");
            assertThat(site.get("/x").status()).as("another client").isEqualTo(204);
        }
    }
}
