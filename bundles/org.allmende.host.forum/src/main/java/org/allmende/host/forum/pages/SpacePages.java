/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.api.web.Slot;
import org.allmende.host.forum.content.Content;
import org.allmende.host.forum.content.Links;
import org.allmende.host.forum.content.NewTopic;
import org.allmende.host.forum.content.Paged;
import org.allmende.host.forum.content.Posted;
import org.allmende.host.forum.content.SpaceNode;
import org.allmende.host.forum.content.TopicLine;
import org.allmende.host.forum.content.Writing;
import org.allmende.host.forum.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A space with its topics, and the form that opens a topic in it. Thread-safe. */
@Component
public final class SpacePages implements Route {

    private final Content content;
    private final Writing writing;
    private final Visits visits;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public SpacePages(@Reference Content content, @Reference Writing writing, @Reference Visits visits) {
        this.content = content;
        this.writing = writing;
        this.visits = visits;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/s/{id}", Permission.READ, this::space),
                Endpoint.get("/s/{id}/new", Permission.TAKE_PART, this::compose),
                Endpoint.post("/s/{id}/new", Permission.TAKE_PART, this::open));
    }

    private Response space(Request request) {
        Visit v = visits.of(request);
        SpaceNode space = content.space(request.viewer(), request.path("id"));
        Optional<String> after = request.parameter("after");
        Paged<TopicLine> topics = content.topics(request.viewer(), space.id(), after, HomePage.TOPICS);
        String main = templates
                .space(
                        v,
                        space,
                        topics.items(),
                        topics.next().map(next -> Links.space(space.id()) + "?after=" + Visit.encoded(next)),
                        after.isPresent())
                .render();
        return Response.page(
                visits.page(space.space().name(), main).about(space.space().ref()));
    }

    private Response compose(Request request) {
        Visit v = visits.of(request);
        SpaceNode space = content.space(request.viewer(), request.path("id"));
        return form(v, space, Form.with("tags", request.parameter("tag").orElse("")), Optional.empty());
    }

    private Response open(Request request) {
        Visit v = visits.of(request);
        SpaceNode space = content.space(request.viewer(), request.path("id"));
        Form form = Form.typed(request, "title", "tags", "body");
        if (request.text("act").equals("preview")) {
            Html body = v.html(form.value("body"));
            return request.partial() ? Preview.part(v, body) : form(v, space, form, Optional.of(body));
        }
        NewTopic topic =
                new NewTopic(space.id(), form.value("title").strip(), form.value("body"), tags(form.value("tags")));
        try {
            Posted posted = writing.openTopic(request.viewer(), topic, request.parameter("once"));
            return v.onTo(Links.topic(posted.topic().id()), posted);
        } catch (ProblemException e) {
            Problem fault = Faults.ofForm(e);
            return form(v, space, form.failed(fault), Optional.empty()).status(fault.status());
        }
    }

    private Response form(Visit v, SpaceNode space, Form form, Optional<Html> preview) {
        Html panels = v.panels(Slot.COMPOSER, space.space().ref());
        String main = templates.compose(v, space, form, preview, panels).render();
        return Response.page(
                visits.page(v.say("topic.new"), main).about(space.space().ref()));
    }

    /** Tags as one types them: between commas, with or without {@code #}. */
    static List<String> tags(String typed) {
        return Arrays.stream(typed.split("[,;\\n]"))
                .map(tag -> tag.strip().replaceFirst("^#+", "").strip())
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
    }
}
