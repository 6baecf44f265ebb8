/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.testkit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Method;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.api.web.Slot;

/**
 * A request made by hand, and the way to the endpoint that answers it, permission included.
 *
 * <pre>{@code Response shown = Asked.get("/preferences").by(viewer).of(pages);}</pre>
 */
public final class Asked implements Request {

    private final Method method;
    private final String path;
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private Map<String, String> segments = Map.of();
    private Map<String, Object> json = Map.of();
    private Viewer viewer = Viewer.guest(Locale.ENGLISH, ZoneId.of("UTC"));
    private Optional<String> key = Optional.empty();
    private String client = "192.0.2.7";
    private boolean partial;

    private Asked(Method method, String path) {
        this.method = method;
        this.path = path;
    }

    public static Asked get(String path) {
        return new Asked(Method.GET, path);
    }

    public static Asked post(String path) {
        return new Asked(Method.POST, path);
    }

    public static Asked patch(String path) {
        return new Asked(Method.PATCH, path);
    }

    public static Asked delete(String path) {
        return new Asked(Method.DELETE, path);
    }

    public Asked by(Viewer who) {
        this.viewer = who;
        return this;
    }

    public Asked with(String parameter, String value) {
        parameters.computeIfAbsent(parameter, any -> new ArrayList<>()).add(value);
        return this;
    }

    public Asked header(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    /** The address that it comes from. */
    public Asked from(String address) {
        this.client = address;
        return this;
    }

    public Asked key(String value) {
        this.key = Optional.of(value);
        return this;
    }

    public Asked inPart() {
        this.partial = true;
        return this;
    }

    /** @param fields names and values in turn */
    public Asked json(Object... fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.put((String) fields[i], fields[i + 1]);
        }
        this.json = all;
        return this;
    }

    /**
     * Finds the endpoint and has it answer.
     *
     * @throws org.allmende.api.problem.ProblemException of status 403 without its permission, 404 if there is none
     */
    public Response of(Route... routes) {
        for (Route route : routes) {
            for (Endpoint endpoint : route.endpoints()) {
                Optional<Map<String, String>> found = match(endpoint);
                if (found.isPresent()) {
                    segments = found.get();
                    return answer(endpoint);
                }
            }
        }
        throw Problem.notFound(method + " " + path).asException();
    }

    private Response answer(Endpoint endpoint) {
        if (!viewer.may(endpoint.permission())) {
            throw Problem.forbidden(endpoint.permission().name()).asException();
        }
        try {
            return endpoint.handler().answer(this);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Map<String, String>> match(Endpoint endpoint) {
        String[] wanted = endpoint.path().split("/");
        String[] given = path.split("/");
        if (endpoint.method() != method || wanted.length != given.length) {
            return Optional.empty();
        }
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                found.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    @Override
    public Method method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String path(String name) {
        return segments.get(name);
    }

    @Override
    public Viewer viewer() {
        return viewer;
    }

    @Override
    public Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst().filter(it -> !it.isBlank());
    }

    @Override
    public List<String> parameters(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    @Override
    public String text(String name) {
        return parameters(name).stream().findFirst().orElse("");
    }

    @Override
    public int number(String name, int fallback, int least, int most) {
        return parameter(name).map(Integer::parseInt).orElse(fallback);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public JsonBody json() {
        return new Body(json);
    }

    @Override
    public byte[] body() {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, Path> files() {
        return Map.of();
    }

    @Override
    public String formToken() {
        return "token-of-the-form";
    }

    @Override
    public Optional<String> idempotencyKey() {
        return key;
    }

    @Override
    public boolean partial() {
        return partial;
    }

    @Override
    public List<Html> panels(Slot slot, List<Ref> subjects) {
        return subjects.stream().map(subject -> Html.NOTHING).toList();
    }

    @Override
    public Html panels(Slot slot) {
        return Html.NOTHING;
    }

    @Override
    public String at(String onSite) {
        return "/base" + onSite;
    }

    @Override
    public String client() {
        return client;
    }

    private record Body(Map<String, Object> all) implements JsonBody {

        @Override
        public boolean has(String field) {
            return all.get(field) != null;
        }

        @Override
        public String text(String field) {
            if (all.get(field) instanceof String text) {
                return text;
            }
            throw Problem.invalid(field, "must be text").asException();
        }

        @Override
        public Optional<String> optionalText(String field) {
            return has(field) ? Optional.of(text(field)) : Optional.empty();
        }

        @Override
        public long number(String field) {
            if (all.get(field) instanceof Number number) {
                return number.longValue();
            }
            throw Problem.invalid(field, "must be a number").asException();
        }

        @Override
        public boolean flag(String field, boolean fallback) {
            return has(field) ? (Boolean) all.get(field) : fallback;
        }

        @Override
        public List<String> texts(String field) {
            return has(field)
                    ? ((List<?>) all.get(field))
                            .stream().map(String.class::cast).toList()
                    : List.of();
        }

        @Override
        public List<JsonBody> objects(String field) {
            return List.of();
        }
    }
}
