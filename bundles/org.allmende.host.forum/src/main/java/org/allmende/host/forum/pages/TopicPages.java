/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Space;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.api.web.Slot;
import org.allmende.host.forum.content.Content;
import org.allmende.host.forum.content.Links;
import org.allmende.host.forum.content.Paged;
import org.allmende.host.forum.content.PostView;
import org.allmende.host.forum.content.Posted;
import org.allmende.host.forum.content.TopicView;
import org.allmende.host.forum.content.Writing;
import org.allmende.host.forum.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * A topic with its posts, {@value TopicPager#SIZE} to a page, and the form that answers in it. What a click does to one
 * post is for {@link PostPages}. Thread-safe.
 */
@Component
public final class TopicPages implements Route {

    private static final int QUOTED = 240;

    private final Content content;
    private final Writing writing;
    private final Visits visits;
    private final Cards cards;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public TopicPages(
            @Reference Content content, @Reference Writing writing, @Reference Visits visits, @Reference Cards cards) {
        this.content = content;
        this.writing = writing;
        this.visits = visits;
        this.cards = cards;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/t/{id}", Permission.READ, this::topic),
                Endpoint.post("/t/{id}", Permission.TAKE_PART, this::reply),
                Endpoint.get("/t/{id}/last", Permission.READ, this::last),
                Endpoint.post("/p/{id}/reply", Permission.TAKE_PART, this::quote));
    }

    private Response topic(Request request) {
        Visit v = visits.of(request);
        TopicView topic = content.topic(request.viewer(), request.path("id"));
        Optional<PostView> replyTo = request.parameter("reply").map(id -> content.post(request.viewer(), id));
        Optional<String> after = replyTo.isPresent()
                ? content.pageWith(request.viewer(), replyTo.get().id(), TopicPager.SIZE)
                : request.parameter("after");
        Composer composer = new Composer(
                replyTo.map(post -> Form.with("body", quotation(v, post))).orElseGet(Form::empty),
                replyTo,
                Optional.empty(),
                replyTo.isPresent());
        return Response.page(page(v, topic, after, composer));
    }

    private Response reply(Request request) {
        Visit v = visits.of(request);
        TopicView topic = content.topic(request.viewer(), request.path("id"));
        Optional<PostView> replyTo = request.parameter("replyTo").map(id -> content.post(request.viewer(), id));
        Form form = Form.typed(request, "body");
        if (request.text("act").equals("preview")) {
            Html body = v.html(form.value("body"));
            return request.partial()
                    ? Preview.part(v, body)
                    : again(v, topic, new Composer(form, replyTo, Optional.of(body), false));
        }
        try {
            Posted posted = writing.reply(
                    request.viewer(),
                    topic.id(),
                    form.value("body"),
                    replyTo.map(PostView::id),
                    request.parameter("once"));
            return v.onTo(Links.post(posted.post().id()), posted);
        } catch (ProblemException e) {
            Problem fault = Faults.ofForm(e);
            Composer composer = new Composer(form.failed(fault), replyTo, Optional.empty(), false);
            return again(v, topic, composer).status(fault.status());
        }
    }

    /** The form for an answer to one post, with what was already typed before the quotation. */
    private Response quote(Request request) {
        Visit v = visits.of(request);
        PostView post = content.post(request.viewer(), request.path("id"));
        TopicView topic = content.topic(request.viewer(), post.post().topic().id());
        String typed = request.text("body");
        String body = (typed.isBlank() ? "" : typed.stripTrailing() + "\n\n") + quotation(v, post);
        Composer composer = new Composer(Form.with("body", body), Optional.of(post), Optional.empty(), true);
        if (request.partial()) {
            return Response.part(composer(v, topic, composer));
        }
        Optional<String> after = content.pageWith(request.viewer(), post.id(), TopicPager.SIZE);
        return Response.page(page(v, topic, after, composer));
    }

    private Response last(Request request) {
        TopicView topic = content.topic(request.viewer(), request.path("id"));
        return Response.seeOther(content.newest(request.viewer(), topic.id())
                .map(PostView::id)
                .map(Links::post)
                .orElse(Links.topic(topic.id())));
    }

    private Response again(Visit v, TopicView topic, Composer composer) {
        Optional<PostView> at = composer.replyTo().or(() -> content.newest(v.viewer(), topic.id()));
        Optional<String> after = at.flatMap(post -> content.pageWith(v.viewer(), post.id(), TopicPager.SIZE));
        return Response.page(page(v, topic, after, composer));
    }

    private Page page(Visit v, TopicView topic, Optional<String> after, Composer composer) {
        Paged<PostView> posts = content.posts(v.viewer(), topic.id(), after, TopicPager.SIZE);
        List<PostCard> shown = cards.of(v, posts.items());
        String main = templates
                .topic(
                        v,
                        topic,
                        shown,
                        pager(v, topic, after, posts),
                        Cards.languages(shown),
                        v.panels(Slot.BEFORE_TOPIC, topic.topic().ref()),
                        v.panels(Slot.AFTER_TOPIC, topic.topic().ref()),
                        topic.mayReply() ? composer(v, topic, composer) : Html.NOTHING)
                .render();
        Page page = visits.page(topic.topic().title(), main)
                .aside(Html.trusted(templates.topicAside(v, topic).render()))
                .about(topic.topic().ref());
        return posts.items().isEmpty()
                ? page
                : page.description(v.plain(posts.items().get(0).post().body(), 160));
    }

    private TopicPager pager(Visit v, TopicView topic, Optional<String> after, Paged<PostView> posts) {
        List<Space> path = new ArrayList<>(topic.path());
        path.add(topic.space());
        List<PostView> items = posts.items();
        return new TopicPager(
                topic.id(),
                path,
                after,
                after.flatMap(begin -> content.pageBefore(v.viewer(), topic.id(), begin, TopicPager.SIZE)),
                posts.next(),
                items.isEmpty() ? 0 : items.get(0).post().number(),
                items.isEmpty() ? 0 : items.get(items.size() - 1).post().number(),
                topic.topic().posts());
    }

    private Html composer(Visit v, TopicView topic, Composer composer) {
        Html panels = v.panels(Slot.COMPOSER, topic.space().ref());
        return Html.trusted(templates
                .partComposer(
                        v,
                        Links.topic(topic.id()),
                        composer.form(),
                        composer.replyTo(),
                        composer.preview(),
                        panels,
                        composer.fresh())
                .render());
    }

    private static String quotation(Visit v, PostView post) {
        return "> " + v.plain(post.post().body(), QUOTED) + "\n\n";
    }

    /**
     * The state of the form under a topic.
     *
     * @param fresh whether the reader has just asked for it and wants to write at once
     */
    private record Composer(Form form, Optional<PostView> replyTo, Optional<Html> preview, boolean fresh) {}
}
