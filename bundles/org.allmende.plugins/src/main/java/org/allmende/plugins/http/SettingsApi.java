/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import static org.allmende.plugins.http.Requests.MANAGE;
import static org.allmende.plugins.http.Requests.asker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.plugins.settings.Field;
import org.allmende.plugins.settings.Overrides;
import org.allmende.plugins.settings.Schema;
import org.allmende.plugins.settings.SettingsTable.Kept;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Settings over HTTP, under {@code /api/v1/settings}. Secrets are shown as the references that they are. Thread-safe. */
@Component(service = Route.class)
public final class SettingsApi implements Route {

    private final Requests requests;
    private final Overrides overrides;
    private final Messages messages;

    @Activate
    public SettingsApi(@Reference Requests requests, @Reference Overrides overrides, @Reference Messages messages) {
        this.requests = requests;
        this.overrides = overrides;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v1/settings", MANAGE, this::list).summary("What can be set here"),
                Endpoint.get("/api/v1/settings/{pid}", MANAGE, this::one)
                        .summary("The settings of one component: what can be set, and what is set"),
                Endpoint.put("/api/v1/settings/{pid}", MANAGE, this::put)
                        .summary(
                                "Sets {values}; what is not named goes back to its default. Values may be ${env:NAME} or"
                                        + " ${file:/path}. Waits until it is taken; 409 if it was not, and all is as before")
                        .parameter("values", "object", true, "By key"));
    }

    private Response list(Request request) {
        Map<String, Kept> kept = overrides.kept();
        return Response.json(Json.list(
                overrides.all(request.viewer().locale()).stream()
                        .map(schema -> head(schema, kept.getOrDefault(schema.pid(), Kept.NOTHING)))
                        .toList(),
                Optional.empty()));
    }

    private Response one(Request request) {
        Schema schema = overrides.schema(request.path("pid"), request.viewer().locale());
        Kept kept = overrides.kept(schema.pid());
        Json json = head(schema, kept)
                .with("values", new Json(kept.values()))
                .with(
                        "fields",
                        schema.fields().stream()
                                .map(field -> field(field, kept))
                                .toList());
        return Response.json(json).header("ETag", "\"" + kept.revision() + "\"");
    }

    private Response put(Request request) throws Exception {
        if (!(request.json().all().get("values") instanceof Map<?, ?> given)) {
            throw Problem.invalid("values", "must be an object, each of its fields a key and its value")
                    .asException();
        }
        @SuppressWarnings("unchecked") // the names in JSON are texts
        Map<String, Object> values = (Map<String, Object>) given;
        try {
            requests.settings(request.path("pid"), values, expected(request), asker(request));
        } catch (Overrides.NotTaken e) {
            Phrases phrases =
                    messages.in(request.viewer().locale(), request.viewer().zone());
            throw Problem.of(
                            "settings",
                            409,
                            phrases.get("settings.undone"),
                            e.note().in(phrases))
                    .asException(e);
        }
        return one(request);
    }

    private static Optional<Long> expected(Request request) {
        Optional<String> tag = request.header("If-Match").map(String::strip).filter(it -> !it.equals("*"));
        return tag.map(text -> text.replace("W/", "").replace("\"", ""))
                .map(text -> text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1L);
    }

    private static Json head(Schema schema, Kept kept) {
        return Json.object(
                "pid", schema.pid(),
                "title", schema.title(),
                "description", schema.about(),
                "feature", schema.feature(),
                "effect", schema.effect().word(),
                "changed", kept.values().size(),
                "revision", kept.revision());
    }

    private static Json field(Field field, Kept kept) {
        Object fallback =
                field.many() ? field.defaults() : field.defaults().stream().findFirst();
        return Json.object(
                "id", field.id(),
                "name", field.name(),
                "description", field.about(),
                "type", field.type().word(),
                "list", field.many(),
                "default", fallback,
                "options", List.copyOf(field.options().keySet()),
                "value", Optional.ofNullable(kept.values().get(field.id())));
    }
}
