/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package com.example.newcomers;

import com.example.newcomers.template.StaticTemplates;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Post;
import org.allmende.api.content.Topic;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Permission;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Json;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A page with all of them, and the same for programs. Thread-safe. */
@Component(service = Route.class)
public final class NewcomersRoute implements Route {

    private static final int ALL = 100;

    private final Newcomers newcomers;
    private final Hosts hosts;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public NewcomersRoute(@Reference Newcomers newcomers, @Reference Hosts hosts, @Reference Messages messages) {
        this.newcomers = newcomers;
        this.hosts = hosts;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/newcomers", Permission.READ, this::page),
                Endpoint.get("/api/v1/newcomers", Permission.READ, this::list)
                        .summary("Members who wrote their first post lately, the newest first"));
    }

    private Response page(Request request) {
        Phrases phrases = messages.in(request.viewer().locale(), request.viewer().zone());
        List<List<String>> rows = newcomers.firstPosts(request.viewer(), ALL).stream()
                .map(post -> row(post, request, phrases))
                .toList();
        String count = phrases.get("page.count", "count", rows.size(), "days", newcomers.days());
        return Response.page(Page.of(
                phrases.get("page.title"),
                Html.trusted(templates.page(phrases, count, rows).render())));
    }

    private List<String> row(Post post, Request request, Phrases phrases) {
        String topic = hosts.topic(post.topic()).map(Topic::title).orElse("");
        return List.of(
                hosts.link(post.ref()).map(request::at).orElse(request.at("/")),
                post.author().name(),
                phrases.get("page.first", "ago", phrases.ago(post.created()), "topic", topic));
    }

    private Response list(Request request) {
        return Response.json(Json.list(
                newcomers.firstPosts(request.viewer(), ALL).stream()
                        .map(post -> Json.object(
                                "member", post.author().ref().id(),
                                "name", post.author().name(),
                                "post", post.ref().id(),
                                "written", post.created()))
                        .toList(),
                Optional.empty()));
    }
}
