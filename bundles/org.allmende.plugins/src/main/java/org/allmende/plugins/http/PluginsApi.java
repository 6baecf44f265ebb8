/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import static org.allmende.plugins.http.Requests.MANAGE;
import static org.allmende.plugins.http.Requests.asker;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.plugins.deployment.Convergence;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Swap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Features over HTTP. */
@Component(service = Route.class)
public final class PluginsApi implements Route {

    private final Requests requests;
    private final Convergence convergence;
    private final Messages messages;
    private final Clock clock;

    @Activate
    public PluginsApi(
            @Reference Requests requests,
            @Reference Convergence convergence,
            @Reference Messages messages,
            @Reference Clock clock) {
        this.requests = requests;
        this.convergence = convergence;
        this.messages = messages;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/api/v1/plugins", MANAGE, this::list).summary("Features that are installed or could be"),
                swapping(Endpoint.post("/api/v1/plugins", MANAGE, this::install))
                        .summary("Installs a feature by {id,version?}, or from an archive in the field file")
                        .parameter("file", "string", false, "a feature archive, as multipart/form-data")
                        .uploads(),
                Endpoint.get("/api/v1/plugins/{id}", MANAGE, this::one).summary("One feature"),
                swapping(Endpoint.put("/api/v1/plugins/{id}", MANAGE, this::update))
                        .summary("Brings a feature to a version"),
                swapping(Endpoint.delete("/api/v1/plugins/{id}", MANAGE, request -> act(request, Act.REMOVE)))
                        .summary("Removes a feature; its data stays"),
                swapping(Endpoint.post("/api/v1/plugins/{id}/rollback", MANAGE, request -> act(request, Act.ROLLBACK)))
                        .summary("Goes back to the version before"),
                swapping(Endpoint.post("/api/v1/plugins/{id}/restart", MANAGE, request -> act(request, Act.RESTART)))
                        .summary("Swaps in a fresh generation of the same version"),
                Endpoint.post("/api/v1/plugins/{id}/hold", MANAGE, request -> hold(request, true))
                        .summary("Keeps a feature at its version"),
                Endpoint.post("/api/v1/plugins/{id}/release", MANAGE, request -> hold(request, false))
                        .summary("Lets a feature be updated again"),
                swapping(Endpoint.post("/api/v1/plugins/{id}/off", MANAGE, request -> act(request, Act.OFF)))
                        .summary("Keeps a feature installed, and from running"),
                swapping(Endpoint.post("/api/v1/plugins/{id}/on", MANAGE, request -> act(request, Act.ON)))
                        .summary("Brings up a feature that is installed and does not run"),
                Endpoint.get("/api/v1/plugins/{id}/parts", MANAGE, this::parts)
                        .summary("The parts of a running feature that can be switched off by themselves"),
                Endpoint.put("/api/v1/plugins/{id}/parts", MANAGE, this::switchParts)
                        .summary("Switches off the parts in {off} and on all others, by a fresh generation")
                        .parameter("off", "array", true, "names of parts")
                        .parameter("wait", "boolean", false, "answers once it is done or rolled back"),
                Endpoint.get(
                                "/api/v1/deployment",
                                MANAGE,
                                request -> Response.json(convergence.current().json()))
                        .summary("What is here now, as a file for allmende apply"),
                Endpoint.get("/api/v1/safe-mode", MANAGE, this::safeMode).summary("Whether safe mode is on"),
                Endpoint.put("/api/v1/safe-mode", MANAGE, this::putSafeMode)
                        .summary("Stops all features, or brings them back")
                        .parameter("on", "boolean", true, "whether features are to be kept from running")
                        .parameter(
                                "asBefore",
                                "boolean",
                                false,
                                "when it ends: whether all is to run as before, else what does not run stays off"),
                Endpoint.get("/api/v1/plugins/{id}/history", MANAGE, this::history)
                        .summary("The swaps of a feature, newest first"),
                Endpoint.get("/api/v1/swaps/{id}", MANAGE, this::swap).summary("A swap and its steps"));
    }

    private static Endpoint swapping(Endpoint endpoint) {
        return endpoint.parameter("dryRun", "boolean", false, "tells what would happen, and does nothing")
                .parameter("wait", "boolean", false, "answers once it is on probation, done or rolled back");
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }

    private Response list(Request request) {
        Phrases phrases = phrases(request);
        return Response.json(Json.list(
                requests.swaps().overview().views().stream()
                        .map(view -> Shown.plugin(view, phrases))
                        .toList(),
                Optional.empty()));
    }

    private Response one(Request request) {
        return Response.json(Shown.plugin(requests.swaps().overview().find(request.path("id")), phrases(request)));
    }

    private Response install(Request request) throws Exception {
        Path archive = request.files().get("file");
        if (archive != null) {
            Feature feature = requests.upload(archive);
            return act(request, feature.id(), requests.actFor(feature.id()), Optional.of(feature.version()));
        }
        JsonBody body = request.json();
        String id = body.text("id");
        return act(request, id, requests.actFor(id), body.optionalText("version"));
    }

    private Response update(Request request) throws Exception {
        return act(request, request.path("id"), Act.UPDATE, request.json().optionalText("version"));
    }

    private Response act(Request request, Act act) throws Exception {
        return act(request, request.path("id"), act, Optional.empty());
    }

    private Response act(Request request, String plugin, Act act, Optional<String> version) throws Exception {
        if (flag(request, "dryRun")) {
            return Response.json(Shown.plan(requests.plan(plugin, act, version), phrases(request)));
        }
        return answer(request, requests.swaps().ask(plugin, act, version, asker(request)));
    }

    private Response answer(Request request, Swap swap) throws Exception {
        boolean wait = flag(request, "wait");
        if (wait) {
            requests.await(swap);
        }
        return Response.json(Shown.swap(swap, phrases(request), clock))
                .status(wait && swap.state().isSettled() ? 200 : 202)
                .header("Location", request.at("/api/v1/swaps/" + swap.id()));
    }

    private static boolean flag(Request request, String name) {
        String value = request.parameter(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw Problem.invalid(name, "is " + value + "; it can be true or false")
                    .asException();
        }
        return value.equals("true");
    }

    private Response parts(Request request) {
        String id = request.path("id");
        requests.swaps().overview().find(id);
        return Response.json(Json.list(
                requests.swaps().overview().parts(id).stream()
                        .map(part -> Json.object("name", part.name(), "offers", part.offers(), "on", part.on()))
                        .toList(),
                Optional.empty()));
    }

    private Response switchParts(Request request) throws Exception {
        Set<String> off = Set.copyOf(request.json().texts("off"));
        return answer(request, requests.parts(request.path("id"), off, asker(request)));
    }

    private Response safeMode(Request request) {
        return Response.json(Json.object("on", requests.swaps().isSafe()));
    }

    private Response putSafeMode(Request request) throws Exception {
        JsonBody body = request.json();
        if (!body.all().containsKey("on")) {
            throw Problem.invalid("on", "is missing; it can be true or false").asException();
        }
        requests.safeMode(body.flag("on", true), body.flag("asBefore", true), asker(request));
        return safeMode(request);
    }

    private Response hold(Request request, boolean hold) {
        requests.swaps().hold(request.path("id"), hold, asker(request));
        return one(request);
    }

    private Response history(Request request) {
        requests.swaps().overview().find(request.path("id"));
        Phrases phrases = phrases(request);
        return Response.json(Json.list(
                requests.swaps().overview().history(request.path("id")).stream()
                        .map(swap -> Shown.swap(swap, phrases, clock))
                        .toList(),
                Optional.empty()));
    }

    private Response swap(Request request) {
        return Response.json(Shown.swap(requests.swaps().overview().swap(request.path("id")), phrases(request), clock));
    }
}
