/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.allmende.api.content.Ref;
import org.allmende.api.gate.Verdict;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Languages;
import org.allmende.api.text.Markup;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Method;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.host.forum.content.Deployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForumRouteTest {

    @TempDir
    Path folder;

    private Deployment forum;
    private ForumRoute route;
    private Viewer lena;
    private Viewer judge;
    private String space;

    @BeforeEach
    void open() {
        forum = new Deployment(folder);
        Markup markup = new Markup() {
            @Override
            public Html html(String markdown) {
                return Html.trusted("<p>" + markdown.length() + "</p>");
            }

            @Override
            public String plain(String markdown, int limit) {
                return markdown;
            }
        };
        Languages german = new Languages() {
            @Override
            public Map<Ref, Locale> of(List<Ref> posts) {
                return posts.stream().collect(Collectors.toMap(ref -> ref, ref -> Locale.GERMAN));
            }
        };
        route = new ForumRoute(
                forum.content,
                forum.writing,
                forum.notifications,
                new Written(markup, german, forum.messages),
                forum.refusals);
        lena = forum.member("Lena");
        judge = forum.moderator("Judge");
        space = forum.space("Schools");
    }

    @AfterEach
    void close() {
        forum.close();
    }

    @Test
    void aPostHasTheFieldsOfTheContract() throws Exception {
        Map<String, Object> topic = json(
                call(
                        lena,
                        Method.POST,
                        "/api/v1/topics",
                        Map.of("space", space, "title", "T", "body", "text", "tags", List.of("A"))),
                201);
        Map<String, Object> post = json(
                call(
                        lena,
                        Method.POST,
                        "/api/v1/topics/" + ((Ref) topic.get("id")).id() + "/posts",
                        Map.of("body", "reply")),
                201);

        assertThat(post)
                .containsKeys(
                        "id",
                        "externalId",
                        "topic",
                        "space",
                        "author",
                        "body",
                        "html",
                        "language",
                        "state",
                        "created",
                        "edited",
                        "revision",
                        "replyTo",
                        "reactions",
                        "pictures")
                .containsEntry("language", Optional.of("de"))
                .containsEntry("html", "<p>5</p>");
        assertThat(((Json) topic.get("post")).fields()).containsEntry("body", "text");
        assertThat(((Json) post.get("author")).fields()).containsEntry("name", "Lena");
    }

    @Test
    void listsGoOnWhereTheyStopped() throws Exception {
        for (int i = 0; i < 5; i++) {
            forum.topic(lena, space, "T" + i, "text");
        }
        Map<String, Object> one =
                json(call(lena, Method.GET, "/api/v1/spaces/" + space + "/topics?limit=3", Map.of()), 200);
        String next = ((Optional<?>) one.get("next")).orElseThrow().toString();
        Map<String, Object> two = json(
                call(lena, Method.GET, "/api/v1/spaces/" + space + "/topics?limit=3&after=" + next, Map.of()), 200);

        assertThat((List<?>) one.get("items")).hasSize(3);
        assertThat((List<?>) two.get("items")).hasSize(2);
        assertThat(two.get("next")).isEqualTo(Optional.empty());
        assertThat(refused(lena, Method.GET, "/api/v1/topics?after=nonsense", Map.of())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void ifMatchGuardsAgainstOverwriting() throws Exception {
        var topic = forum.topic(lena, space, "T", "one");
        String path = "/api/v1/posts/" + topic.post().id();
        Response got = call(lena, Method.GET, path, Map.of());
        assertThat(got.headers()).contains(new Response.Header("ETag", "\"1\""));

        Map<String, Object> edited =
                json(call(lena, Method.PATCH, path, Map.of("body", "two", "If-Match", "\"1\"")), 200);
        assertThat(edited).containsEntry("body", "two").containsEntry("revision", 2L);
        assertThat(refused(lena, Method.PATCH, path, Map.of("body", "three", "If-Match", "\"1\""))
                        .status())
                .isEqualTo(412);
        assertThat(refused(lena, Method.PATCH, path, Map.of("body", "three", "If-Match", "x"))
                        .status())
                .isEqualTo(400);
        assertThat(json(call(lena, Method.PATCH, path, Map.of("body", "three", "If-Match", "*")), 200))
                .containsEntry("body", "three");
        assertThat(refused(lena, Method.PATCH, path, Map.of()).status()).isEqualTo(400);
    }

    @Test
    void aTopicIsEditedFromTheRevisionThatWasRead() throws Exception {
        var topic = forum.topic(lena, space, "T", "one");
        String path = "/api/v1/topics/" + topic.topic().id();
        assertThat(call(lena, Method.GET, path, Map.of()).headers()).contains(new Response.Header("ETag", "\"1\""));
        AtomicBoolean once = new AtomicBoolean();
        forum.gates = draft -> {
            if (once.compareAndSet(false, true)) {
                Map<String, Object> tags = Map.of("tags", List.of("school"), "If-Match", "\"1\"");
                assertThat(json(answered(() -> call(lena, Method.PATCH, path, tags)), 200))
                        .containsEntry("revision", 2L);
            }
            return Verdict.allow();
        };

        assertThat(refused(lena, Method.PATCH, path, Map.of("title", "Late", "If-Match", "\"1\""))
                        .status())
                .isEqualTo(412);

        assertThat(json(call(lena, Method.GET, path, Map.of()), 200)).containsEntry("title", "T");
        assertThat(json(call(lena, Method.PATCH, path, Map.of("title", "Now", "If-Match", "\"2\"")), 200))
                .containsEntry("title", "Now");
    }

    private static Response answered(Callable<Response> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void deletingRestoringReactingAndAcceptingAnswerWithThePost() throws Exception {
        var topic = forum.topic(lena, space, "T", "one");
        var reply = forum.reply(judge, topic, "two");
        String path = "/api/v1/posts/" + reply.post().id();

        assertThat(json(call(lena, Method.POST, path + "/reactions", Map.of("reaction", "like")), 200)
                        .get("reactions"))
                .isEqualTo(Map.of("like", 1));
        assertThat(json(call(lena, Method.POST, path + "/answer", Map.of()), 200))
                .containsEntry("answer", true);
        assertThat(json(call(judge, Method.DELETE, path, Map.of()), 200)
                        .get("state")
                        .toString())
                .isEqualToIgnoringCase("deleted");
        assertThat(refused(lena, Method.GET, path, Map.of()).status()).isEqualTo(404);
        assertThat(json(call(judge, Method.POST, path + "/restore", Map.of()), 200)
                        .get("state")
                        .toString())
                .isEqualToIgnoringCase("published");
    }

    @Test
    void spacesAreListedEachAfterTheOneItLiesIn() throws Exception {
        json(call(judge, Method.POST, "/api/v1/spaces", Map.of("name", "Inner", "parent", space)), 201);
        Map<String, Object> list = json(call(lena, Method.GET, "/api/v1/spaces", Map.of()), 200);
        assertThat(((List<?>) list.get("items"))
                        .stream()
                                .map(item -> ((Json) item).fields().get("name"))
                                .toList())
                .isEqualTo(List.of("Schools", "Inner"));
        assertThat(refused(lena, Method.POST, "/api/v1/spaces", Map.of("name", "Mine"))
                        .status())
                .isEqualTo(403);
    }

    private static Map<String, Object> json(Response response, int status) {
        assertThat(response.status()).isEqualTo(status);
        return ((Response.Body.Data) response.body()).json().fields();
    }

    private Problem refused(Viewer viewer, Method method, String path, Map<String, Object> body) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> call(viewer, method, path, body));
        assertThat(refused).isNotNull();
        return refused.problem();
    }

    /** Finds the endpoint as the dispatcher would and calls it; {@code If-Match} among the fields is a header. */
    private Response call(Viewer viewer, Method method, String address, Map<String, Object> fields) throws Exception {
        String[] parts = address.split("\\?", 2);
        Map<String, String> parameters = new HashMap<>();
        if (parts.length > 1) {
            for (String pair : parts[1].split("&")) {
                parameters.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        for (Endpoint endpoint : route.endpoints()) {
            Map<String, String> names = new HashMap<>();
            if (endpoint.method() == method && matches(endpoint.path(), parts[0], names)) {
                assertThat(viewer.may(endpoint.permission())).isTrue();
                return endpoint.handler().answer(request(viewer, names, parameters, fields));
            }
        }
        throw new AssertionError("no endpoint for " + method + " " + address);
    }

    private static boolean matches(String pattern, String path, Map<String, String> names) {
        String[] wanted = pattern.split("/");
        String[] given = path.split("/");
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                names.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    private static Request request(
            Viewer viewer, Map<String, String> names, Map<String, String> parameters, Map<String, Object> fields) {
        return (Request) Proxy.newProxyInstance(
                Request.class.getClassLoader(), new Class<?>[] {Request.class}, (proxy, called, arguments) -> {
                    return switch (called.getName()) {
                        case "viewer" -> viewer;
                        case "client" -> "192.0.2.7";
                        case "path" -> names.get((String) arguments[0]);
                        case "parameter" -> Optional.ofNullable(parameters.get((String) arguments[0]));
                        case "number" ->
                            Integer.parseInt(parameters.getOrDefault((String) arguments[0], arguments[1].toString()));
                        case "header" -> Optional.ofNullable((String) fields.get((String) arguments[0]));
                        case "idempotencyKey" -> Optional.empty();
                        case "body" -> new byte[fields.size()];
                        case "json" -> body(fields);
                        default -> throw new AssertionError(called.getName());
                    };
                });
    }

    private static JsonBody body(Map<String, Object> fields) {
        return (JsonBody) Proxy.newProxyInstance(
                JsonBody.class.getClassLoader(), new Class<?>[] {JsonBody.class}, (proxy, called, arguments) -> {
                    Object value = arguments == null ? fields : fields.get((String) arguments[0]);
                    return switch (called.getName()) {
                        case "has" -> value != null;
                        case "text", "texts", "all" -> value;
                        case "optionalText" -> Optional.ofNullable(value);
                        case "flag" -> value == null ? arguments[1] : value;
                        default -> throw new AssertionError(called.getName());
                    };
                });
    }
}
