/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.itests.fakehost;

import java.util.List;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where a test writes in the members' names, and sees what became of it. Safe for concurrent use. */
@Component(service = Route.class)
public final class Desk implements Route {

    private final FakeHost host;

    @Activate
    public Desk(@Reference FakeHost host) {
        this.host = host;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/fake/posts", Permission.ADMINISTER, this::write),
                Endpoint.get("/api/v1/fake/posts/{id}", Permission.ADMINISTER, this::show),
                Endpoint.patch("/api/v1/fake/posts/{id}", Permission.ADMINISTER, this::edit),
                Endpoint.get("/api/v1/fake/messages", Permission.ADMINISTER, this::messages));
    }

    private Response write(Request request) {
        JsonBody body = request.json();
        String name = body.text("author");
        Ref author = Ref.member(FakeHost.ID, name);
        Ref post = body.optionalText("topic")
                .map(topic -> host.reply(Ref.topic(FakeHost.ID, topic), author, name, body.text("body")))
                .orElseGet(() -> host.openTopic(FakeHost.GREEN, author, name, body.text("title"), body.text("body")));
        return Response.json(json(post)).status(201);
    }

    private Response edit(Request request) {
        Ref post = Ref.post(FakeHost.ID, request.path("id"));
        host.edit(post, request.json().text("body"));
        return Response.json(json(post));
    }

    private Response show(Request request) {
        return Response.json(json(Ref.post(FakeHost.ID, request.path("id"))));
    }

    private Response messages(Request request) {
        return Response.json(Json.object(
                "items",
                host.messages().stream()
                        .map(message -> Json.object(
                                "member",
                                message.member().toString(),
                                "title",
                                message.title(),
                                "body",
                                message.body()))
                        .toList()));
    }

    private Json json(Ref ref) {
        Post post = host.post(ref)
                .orElseThrow(() -> Problem.notFound("There is no post " + ref).asException());
        return Json.object(
                "id",
                post.ref().id(),
                "ref",
                post.ref().toString(),
                "topic",
                post.topic().id(),
                "body",
                post.body(),
                "state",
                post.state().word(),
                "revision",
                post.revision());
    }
}
