/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

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
import org.allmende.host.forum.content.Edit;
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

/** One post: its address, its history, and what may be done to it. Thread-safe. */
@Component
public final class PostPages implements Route {

    private final Content content;
    private final Writing writing;
    private final Visits visits;
    private final Cards cards;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public PostPages(
            @Reference Content content, @Reference Writing writing, @Reference Visits visits, @Reference Cards cards) {
        this.content = content;
        this.writing = writing;
        this.visits = visits;
        this.cards = cards;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/p/{id}", Permission.READ, this::permalink),
                Endpoint.get("/p/{id}/replies", Permission.READ, this::replies),
                Endpoint.get("/p/{id}/history", Permission.READ, this::history),
                Endpoint.get("/p/{id}/edit", Permission.TAKE_PART, this::edit),
                Endpoint.post("/p/{id}/edit", Permission.TAKE_PART, this::save),
                Endpoint.post("/p/{id}/reactions", Permission.TAKE_PART, this::react),
                Endpoint.post("/p/{id}/accept", Permission.TAKE_PART, this::accept),
                Endpoint.post("/p/{id}/unaccept", Permission.TAKE_PART, this::unaccept),
                Endpoint.post("/p/{id}/delete", Permission.TAKE_PART, this::delete),
                Endpoint.post("/p/{id}/restore", Permission.TAKE_PART, this::restore));
    }

    private PostView asked(Request request) {
        return content.post(request.viewer(), request.path("id"));
    }

    private Response permalink(Request request) {
        PostView post = asked(request);
        String page = content.pageWith(request.viewer(), post.id(), TopicPager.SIZE)
                .map(after -> "?after=" + Visit.encoded(after))
                .orElse("");
        return Response.seeOther(Links.topic(post.post().topic().id()) + page + "#p-" + post.id());
    }

    private Response replies(Request request) {
        Visit v = visits.of(request);
        PostView post = asked(request);
        Paged<PostView> replies =
                content.replies(request.viewer(), post.id(), request.parameter("after"), TopicPager.SIZE);
        String main = templates
                .replies(
                        v,
                        post,
                        cards.of(v, replies.items()),
                        replies.next().map(next -> Links.post(post.id()) + "/replies?after=" + Visit.encoded(next)))
                .render();
        return Response.page(visits.page(post.title(), main).about(post.post().topic()));
    }

    private Response history(Request request) {
        Visit v = visits.of(request);
        PostView post = asked(request);
        List<Change> changes = Change.of(content.history(request.viewer(), post.id()));
        String main = templates.history(v, post, changes).render();
        return Response.page(
                visits.page(v.say("history.title"), main).about(post.post().topic()));
    }

    private Response edit(Request request) {
        Visit v = visits.of(request);
        PostView post = editable(v, request);
        return form(v, post, current(v, post), Optional.empty(), Optional.empty());
    }

    private Response save(Request request) {
        Visit v = visits.of(request);
        PostView post = editable(v, request);
        Form form = Form.typed(request, "revision", "title", "tags", "body", "reason");
        if (request.text("act").equals("preview")) {
            Html body = v.html(form.value("body"));
            return request.partial() ? Preview.part(v, body) : form(v, post, form, Optional.of(body), Optional.empty());
        }
        boolean first = post.post().number() == 1;
        Edit edit = new Edit(
                Optional.of((long) request.number("revision", 0, 0, Integer.MAX_VALUE)),
                Optional.of(form.value("body")),
                first ? Optional.of(form.value("title").strip()) : Optional.empty(),
                first ? Optional.of(SpacePages.tags(form.value("tags"))) : Optional.empty(),
                form.value("reason"));
        try {
            Posted posted = writing.from(request.client()).edit(request.viewer(), post.id(), edit);
            return v.onTo(Links.post(post.id()), posted);
        } catch (ProblemException e) {
            return again(v, post, form, Faults.ofForm(e));
        }
    }

    private Response again(Visit v, PostView post, Form form, Problem fault) {
        boolean meanwhile = fault.status() == 409 || fault.status() == 412;
        if (!meanwhile) {
            return form(v, post, form.failed(fault), Optional.empty(), Optional.empty())
                    .status(fault.status());
        }
        // Somebody else has changed it: both texts are shown, and saving once more means to replace theirs.
        Form renewed = Form.with(
                "revision", String.valueOf(post.post().revision()),
                "title", form.value("title"),
                "tags", form.value("tags"),
                "body", form.value("body"),
                "reason", form.value("reason"));
        return form(v, post, renewed, Optional.empty(), Optional.of(post.post().body()))
                .status(409);
    }

    private PostView editable(Visit v, Request request) {
        PostView post = asked(request);
        if (!post.may(PostView.Act.EDIT)) {
            throw Problem.forbidden(v.say("edit.forbidden")).asException();
        }
        return post;
    }

    private Form current(Visit v, PostView post) {
        TopicView topic = content.topic(v.viewer(), post.post().topic().id());
        return Form.with(
                "revision", String.valueOf(post.post().revision()),
                "title", topic.topic().title(),
                "tags", String.join(", ", topic.topic().tags()),
                "body", post.post().body(),
                "reason", "");
    }

    private Response form(Visit v, PostView post, Form form, Optional<Html> preview, Optional<String> meanwhile) {
        Html panels = v.panels(Slot.COMPOSER, post.post().space());
        String main = templates.edit(v, post, form, preview, meanwhile, panels).render();
        return Response.page(
                visits.page(v.say("edit.title"), main).about(post.post().topic()));
    }

    private Response react(Request request) {
        String id = request.path("id");
        for (String word : request.parameters("give")) {
            writing.react(request.viewer(), id, word);
        }
        for (String word : request.parameters("take")) {
            writing.unreact(request.viewer(), id, word);
        }
        if (!request.partial()) {
            return Response.seeOther(Links.post(id));
        }
        Visit v = visits.of(request);
        PostCard card = cards.plain(v, content.post(request.viewer(), id));
        return Response.part(Html.trusted(templates.partReacts(v, card).render()));
    }

    private Response accept(Request request) {
        writing.accept(request.viewer(), request.path("id"));
        return done(request, "notice.accepted");
    }

    private Response unaccept(Request request) {
        writing.unaccept(request.viewer(), request.path("id"));
        return done(request, "notice.unaccepted");
    }

    private Response delete(Request request) {
        PostView post = asked(request);
        writing.from(request.client()).delete(request.viewer(), post.id(), request.text("reason"));
        return done(request, "notice.deleted");
    }

    private Response restore(Request request) {
        writing.from(request.client()).restore(request.viewer(), request.path("id"));
        return done(request, "notice.restored");
    }

    private Response done(Request request, String notice) {
        return Response.seeOther(Links.post(request.path("id")))
                .notice(visits.of(request).say(notice));
    }
}
