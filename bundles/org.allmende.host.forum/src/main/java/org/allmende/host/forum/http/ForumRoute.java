/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.host.forum.content.Content;
import org.allmende.host.forum.content.Edit;
import org.allmende.host.forum.content.NewSpace;
import org.allmende.host.forum.content.NewTopic;
import org.allmende.host.forum.content.Notifications;
import org.allmende.host.forum.content.Paged;
import org.allmende.host.forum.content.PostView;
import org.allmende.host.forum.content.Posted;
import org.allmende.host.forum.content.Refs;
import org.allmende.host.forum.content.Refusals;
import org.allmende.host.forum.content.SpaceNode;
import org.allmende.host.forum.content.TopicLine;
import org.allmende.host.forum.content.TopicView;
import org.allmende.host.forum.content.Writing;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The forum's endpoints under {@code /api/v1}. */
@Component(service = Route.class)
public final class ForumRoute implements Route {

    private static final int USUAL = 50;
    private static final int MOST = 1000;

    private final Content content;
    private final Writing writing;
    private final Notifications notifications;
    private final Written written;
    private final Refusals refusals;

    @Activate
    public ForumRoute(
            @Reference Content content,
            @Reference Writing writing,
            @Reference Notifications notifications,
            @Reference Written written,
            @Reference Refusals refusals) {
        this.content = content;
        this.writing = writing;
        this.notifications = notifications;
        this.written = written;
        this.refusals = refusals;
    }

    @Override
    public List<Endpoint> endpoints() {
        Permission read = Permission.READ;
        Permission write = Permission.TAKE_PART;
        return List.of(
                paged(Endpoint.get("/api/v1/spaces", read, this::spaces)
                        .summary("All spaces, each after the one it lies in")),
                Endpoint.post("/api/v1/spaces", write, this::createSpace)
                        .summary("Makes a space")
                        .parameter("name", "string", true, "1 to 100 characters")
                        .parameter("description", "string", false, "At most 2,000 characters")
                        .parameter("parent", "string", false, "The space it is to lie in")
                        .parameter("private", "boolean", false, "Whether only its members may read it")
                        .parameter("members", "array", false, "Members of a private space, by id"),
                Endpoint.get("/api/v1/spaces/{id}", read, this::space).summary("A space"),
                paged(Endpoint.get("/api/v1/spaces/{id}/topics", read, this::topicsOf)
                        .summary("The topics of a space, newest activity first")),
                Endpoint.put("/api/v1/spaces/{id}/members/{member}", write, this::admit)
                        .summary("Lets a member into a private space"),
                Endpoint.delete("/api/v1/spaces/{id}/members/{member}", write, this::dismiss)
                        .summary("Ends a member's access to a private space"),
                paged(Endpoint.get("/api/v1/topics", read, this::topics)
                                .summary("All topics, newest activity first; those with a tag, newest first"))
                        .parameter("tag", "string", false, "Only topics with this tag"),
                Endpoint.post("/api/v1/topics", write, this::openTopic)
                        .summary("Opens a topic")
                        .parameter("space", "string", true, "The space it lies in")
                        .parameter("title", "string", true, "1 to 200 characters")
                        .parameter("body", "string", true, "Markdown, 1 to 100,000 characters")
                        .parameter("tags", "array", false, "At most 10"),
                Endpoint.get("/api/v1/topics/{id}", read, this::topic).summary("A topic with its first post"),
                Endpoint.patch("/api/v1/topics/{id}", write, this::editTopic)
                        .summary("Changes a topic's title and tags")
                        .parameter("title", "string", false, "1 to 200 characters")
                        .parameter("tags", "array", false, "At most 10; replace those there are"),
                paged(Endpoint.get("/api/v1/topics/{id}/posts", read, this::posts)
                        .summary("The posts of a topic by age")),
                Endpoint.post("/api/v1/topics/{id}/posts", write, this::reply)
                        .summary("Replies in a topic")
                        .parameter("body", "string", true, "Markdown, 1 to 100,000 characters")
                        .parameter("replyTo", "string", false, "The post that it answers, in the same topic"),
                Endpoint.get("/api/v1/posts/{id}", read, this::post).summary("A post"),
                Endpoint.patch("/api/v1/posts/{id}", write, this::editPost)
                        .summary("Changes a post; a post that opens a topic also its title and tags")
                        .parameter("body", "string", false, "Markdown, 1 to 100,000 characters")
                        .parameter("title", "string", false, "1 to 200 characters")
                        .parameter("tags", "array", false, "At most 10; replace those there are"),
                Endpoint.delete("/api/v1/posts/{id}", write, this::delete)
                        .summary("Takes a post away; it may be restored"),
                Endpoint.post("/api/v1/posts/{id}/restore", write, this::restore)
                        .summary("Brings a post back"),
                Endpoint.get("/api/v1/posts/{id}/history", read, this::history)
                        .summary("What a post said, newest first"),
                paged(Endpoint.get("/api/v1/posts/{id}/replies", read, this::replies)
                        .summary("The posts that answer a post directly, by age")),
                Endpoint.post("/api/v1/posts/{id}/reactions", write, this::react)
                        .summary("Reacts to a post")
                        .parameter("reaction", "string", true, "like, thanks, insightful, funny or sad"),
                Endpoint.delete("/api/v1/posts/{id}/reactions/{reaction}", write, this::unreact)
                        .summary("Takes a reaction back"),
                Endpoint.post("/api/v1/posts/{id}/answer", write, this::accept)
                        .summary("Makes a post its topic's accepted answer"),
                Endpoint.delete("/api/v1/posts/{id}/answer", write, this::unaccept)
                        .summary("Makes a post no longer the answer"),
                paged(Endpoint.get("/api/v1/notifications", write, this::notifications)
                        .summary("What one has been told, newest first")),
                Endpoint.post("/api/v1/notifications/read", write, this::read)
                        .summary("Marks all as read, or those up to one")
                        .parameter("upTo", "string", false, "The newest to be marked"));
    }

    private static Endpoint paged(Endpoint endpoint) {
        return endpoint.parameter("after", "string", false, "Where to go on: next of the answer before")
                .parameter("limit", "integer", false, "How many at most: 1 to 1000");
    }

    private Response spaces(Request request) {
        List<SpaceNode> all = new ArrayList<>();
        content.spaces(request.viewer()).forEach(root -> flatten(root, all));
        int from = 0;
        Optional<String> after = request.parameter("after");
        if (after.isPresent()) {
            while (from < all.size() && !all.get(from).id().equals(after.get())) {
                from++;
            }
            if (from == all.size()) {
                throw refusals.invalid(request.viewer(), "after", "refused.after");
            }
            from++;
        }
        int to = Math.min(all.size(), from + limit(request));
        return Response.json(Json.list(
                all.subList(from, to).stream().map(written::space).toList(),
                to < all.size() ? Optional.of(all.get(to - 1).id()) : Optional.empty()));
    }

    private static void flatten(SpaceNode node, List<SpaceNode> all) {
        all.add(node);
        node.children().forEach(child -> flatten(child, all));
    }

    private Response createSpace(Request request) {
        JsonBody body = request.json();
        Ref made = writing.from(request.client())
                .createSpace(
                        request.viewer(),
                        new NewSpace(
                                body.text("name"),
                                body.optionalText("description").orElse(""),
                                body.optionalText("parent"),
                                body.flag("private", false),
                                list(body, "members").orElse(List.of()).stream()
                                        .map(id -> Ref.member(Refs.HOST, id))
                                        .toList()),
                        request.idempotencyKey());
        return Response.json(written.space(content.space(request.viewer(), made.id())))
                .status(201)
                .header("Location", "/api/v1/spaces/" + made.id());
    }

    private Response space(Request request) {
        return Response.json(written.space(content.space(request.viewer(), request.path("id"))));
    }

    private Response admit(Request request) {
        writing.from(request.client())
                .admit(request.viewer(), request.path("id"), Ref.member(Refs.HOST, request.path("member")));
        return Response.empty();
    }

    private Response dismiss(Request request) {
        writing.from(request.client())
                .dismiss(request.viewer(), request.path("id"), Ref.member(Refs.HOST, request.path("member")));
        return Response.empty();
    }

    private Response topicsOf(Request request) {
        return lines(
                request,
                content.topics(request.viewer(), request.path("id"), request.parameter("after"), limit(request)));
    }

    private Response topics(Request request) {
        Optional<String> after = request.parameter("after");
        return lines(
                request,
                request.parameter("tag")
                        .map(tag -> content.tagged(request.viewer(), tag, after, limit(request)))
                        .orElseGet(() -> content.latest(request.viewer(), after, limit(request))));
    }

    private Response lines(Request request, Paged<TopicLine> page) {
        return Response.json(Json.list(
                page.items().stream()
                        .map(line -> written.topic(request.viewer(), line))
                        .toList(),
                page.next()));
    }

    private Response openTopic(Request request) {
        JsonBody body = request.json();
        Posted posted = writing.openTopic(
                request.viewer(),
                new NewTopic(
                        body.text("space"),
                        body.text("title"),
                        body.text("body"),
                        list(body, "tags").orElse(List.of())),
                request.idempotencyKey());
        return topic(request, posted.topic().id())
                .status(201)
                .header("Location", "/api/v1/topics/" + posted.topic().id());
    }

    private Response topic(Request request) {
        return topic(request, request.path("id"));
    }

    private Response topic(Request request, String id) {
        TopicView topic = content.topic(request.viewer(), id);
        List<PostView> first = content.posts(request.viewer(), List.of(topic.first()));
        Json json = first.isEmpty()
                ? written.topic(request.viewer(), topic)
                : written.topic(request.viewer(), topic, first.getFirst());
        return tagged(Response.json(json), topic.topic().revision());
    }

    private Response editTopic(Request request) {
        JsonBody body = request.json();
        TopicView topic = content.topic(request.viewer(), request.path("id"));
        Optional<Long> expected = ifMatch(request, topic.topic().revision());
        Edit edit = new Edit(
                Optional.empty(),
                expected,
                Optional.empty(),
                body.optionalText("title"),
                change(request, body, false),
                body.optionalText("reason").orElse(""));
        edit(request, topic.first().id(), edit, expected, () -> content.topic(request.viewer(), topic.id())
                .topic()
                .revision());
        return topic(request, topic.id());
    }

    /** Edits; whoever says which revision they edit is told if it is not the current one any more. */
    private Posted edit(Request request, String post, Edit edit, Optional<Long> expected, LongSupplier current) {
        try {
            return writing.from(request.client()).edit(request.viewer(), post, edit);
        } catch (ProblemException e) {
            boolean overtaken =
                    e.problem().status() == 409 && expected.isPresent() && current.getAsLong() != expected.get();
            throw overtaken ? refusals.changed(request.viewer()) : e;
        }
    }

    private Response posts(Request request) {
        return page(
                request,
                content.posts(request.viewer(), request.path("id"), request.parameter("after"), limit(request)));
    }

    private Response replies(Request request) {
        return page(
                request,
                content.replies(request.viewer(), request.path("id"), request.parameter("after"), limit(request)));
    }

    private Response page(Request request, Paged<PostView> page) {
        return Response.json(Json.list(written.posts(request.viewer(), page.items()), page.next()));
    }

    private Response reply(Request request) {
        JsonBody body = request.json();
        Posted posted = writing.reply(
                request.viewer(),
                request.path("id"),
                body.text("body"),
                body.optionalText("replyTo"),
                request.idempotencyKey());
        return post(request, posted.post().id())
                .status(201)
                .header("Location", "/api/v1/posts/" + posted.post().id());
    }

    private Response post(Request request) {
        return post(request, request.path("id"));
    }

    private Response post(Request request, String id) {
        PostView view = content.post(request.viewer(), id);
        return tagged(
                Response.json(written.post(request.viewer(), view)), view.post().revision());
    }

    private Response editPost(Request request) {
        JsonBody body = request.json();
        String id = request.path("id");
        Optional<Long> expected = request.header("If-Match").isEmpty()
                ? Optional.empty()
                : ifMatch(request, content.post(request.viewer(), id).post().revision());
        Edit edit = new Edit(
                expected,
                body.optionalText("body"),
                body.optionalText("title"),
                change(request, body, true),
                body.optionalText("reason").orElse(""));
        Posted edited = edit(request, id, edit, expected, () -> content.post(request.viewer(), id)
                .post()
                .revision());
        return post(request, edited.post().id());
    }

    /** The tags that are to replace those there are; refuses a change that changes nothing. */
    private Optional<List<String>> change(Request request, JsonBody body, boolean text) {
        Optional<List<String>> tags = list(body, "tags");
        if (tags.isEmpty()
                && body.optionalText("title").isEmpty()
                && !(text && body.optionalText("body").isPresent())) {
            throw refusals.invalid(request.viewer(), "body", "refused.nothing");
        }
        return tags;
    }

    private Response delete(Request request) {
        return post(
                request,
                writing.from(request.client())
                        .delete(
                                request.viewer(),
                                request.path("id"),
                                request.parameter("reason").orElse(""))
                        .post()
                        .id());
    }

    private Response restore(Request request) {
        return post(
                request,
                writing.from(request.client())
                        .restore(request.viewer(), request.path("id"))
                        .post()
                        .id());
    }

    private Response history(Request request) {
        return Response.json(Json.list(
                content.history(request.viewer(), request.path("id")).stream()
                        .map(version -> written.version(request.viewer(), version))
                        .toList(),
                Optional.empty()));
    }

    private Response react(Request request) {
        writing.react(request.viewer(), request.path("id"), request.json().text("reaction"));
        return post(request);
    }

    private Response unreact(Request request) {
        writing.unreact(request.viewer(), request.path("id"), request.path("reaction"));
        return post(request);
    }

    private Response accept(Request request) {
        writing.accept(request.viewer(), request.path("id"));
        return post(request);
    }

    private Response unaccept(Request request) {
        writing.unaccept(request.viewer(), request.path("id"));
        return post(request);
    }

    private Response notifications(Request request) {
        var page = notifications.list(request.viewer(), request.parameter("after"), limit(request));
        return Response.json(Json.list(
                        page.items().stream()
                                .map(each -> written.notification(request.viewer(), each))
                                .toList(),
                        page.next())
                .with("unread", notifications.unread(request.viewer())));
    }

    private Response read(Request request) {
        notifications.readAll(
                request.viewer(),
                request.body().length == 0 ? Optional.empty() : request.json().optionalText("upTo"));
        return Response.empty();
    }

    private static int limit(Request request) {
        return request.number("limit", USUAL, 1, MOST);
    }

    private static Optional<List<String>> list(JsonBody body, String field) {
        return body.has(field) ? Optional.of(body.texts(field)) : Optional.empty();
    }

    private static Response tagged(Response response, long revision) {
        return response.header("ETag", "\"" + revision + "\"");
    }

    /** The revision that {@code If-Match} names; refuses if it is not the current one. */
    private Optional<Long> ifMatch(Request request, long current) {
        Optional<String> header = request.header("If-Match").map(String::strip);
        if (header.isEmpty() || header.get().equals("*")) {
            return Optional.empty();
        }
        for (String one : header.get().split(",")) {
            String tag = one.strip();
            String bare = tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"")
                    ? tag.substring(1, tag.length() - 1)
                    : tag;
            OptionalLong revision = Refs.number(bare);
            if (revision.isEmpty()) {
                throw refusals.invalid(request.viewer(), "If-Match", "refused.if-match");
            }
            if (revision.getAsLong() == current) {
                return Optional.of(current);
            }
        }
        throw refusals.changed(request.viewer());
    }
}
