/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Author;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Topic;
import org.allmende.api.gate.Reason;
import org.allmende.api.member.Viewer;
import org.allmende.api.text.Languages;
import org.allmende.api.text.Markup;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Json;
import org.allmende.host.forum.content.Notification;
import org.allmende.host.forum.content.PostView;
import org.allmende.host.forum.content.SpaceNode;
import org.allmende.host.forum.content.TopicLine;
import org.allmende.host.forum.content.TopicView;
import org.allmende.host.forum.content.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes the forum's items as JSON. Thread-safe. */
@Component(service = Written.class)
public final class Written {

    private final Markup markup;
    private final Languages languages;
    private final Messages messages;

    @Activate
    public Written(@Reference Markup markup, @Reference Languages languages, @Reference Messages messages) {
        this.markup = markup;
        this.languages = languages;
        this.messages = messages;
    }

    Json space(SpaceNode node) {
        return Json.object(
                "id", node.id(),
                "externalId", node.externalId(),
                "name", node.space().name(),
                "description", node.space().description(),
                "parent", node.space().parent(),
                "private", node.space().isPrivate(),
                "topics", node.topics(),
                "posts", node.posts(),
                "active", node.active());
    }

    Json topic(Viewer viewer, TopicLine line) {
        return topic(viewer, line.topic(), line.externalId()).with("last", author(viewer, line.last()));
    }

    Json topic(Viewer viewer, TopicView view) {
        return topic(viewer, view.topic(), view.externalId());
    }

    Json topic(Viewer viewer, TopicView view, PostView first) {
        return topic(viewer, view).with("post", posts(viewer, List.of(first)).getFirst());
    }

    private Json topic(Viewer viewer, Topic topic, Optional<String> externalId) {
        return Json.object(
                "id", topic.ref(),
                "externalId", externalId,
                "space", topic.space(),
                "title", topic.title(),
                "author", author(viewer, topic.author()),
                "tags", topic.tags(),
                "created", topic.created(),
                "active", topic.active(),
                "posts", topic.posts(),
                "answer", topic.answer(),
                "state", topic.state(),
                "revision", topic.revision());
    }

    Json post(Viewer viewer, PostView view) {
        return posts(viewer, List.of(view)).getFirst();
    }

    List<Json> posts(Viewer viewer, List<PostView> views) {
        Map<Ref, Locale> spoken =
                languages.of(views.stream().map(view -> view.post().ref()).toList());
        return views.stream()
                .map(view -> post(
                        viewer, view, Optional.ofNullable(spoken.get(view.post().ref()))))
                .toList();
    }

    private Json post(Viewer viewer, PostView view, Optional<Locale> language) {
        Post post = view.post();
        return Json.object(
                "id", post.ref(),
                "externalId", view.externalId(),
                "topic", post.topic(),
                "space", post.space(),
                "author", author(viewer, post.author()),
                "number", post.number(),
                "body", post.body(),
                "html", markup.html(post.body()).value(),
                "language", language.map(Locale::toLanguageTag),
                "state", post.state(),
                "created", post.created(),
                "edited", post.edited(),
                "revision", post.revision(),
                "replyTo", post.replyTo(),
                "replies", view.replies(),
                "reactions", new LinkedHashMap<>(post.reactions()),
                "own", List.copyOf(view.own()),
                "answer", view.isAnswer(),
                "pictures",
                        post.pictures().stream()
                                .map(picture ->
                                        Json.object("address", picture.address(), "alternative", picture.alternative()))
                                .toList(),
                "reasons", view.reasons().stream().map(Written::reason).toList());
    }

    private static Json reason(Reason reason) {
        return Json.object("check", reason.check(), "rule", reason.rule(), "detail", reason.detail());
    }

    Json version(Viewer viewer, Version version) {
        return Json.object(
                "revision", version.revision(),
                "title", version.title(),
                "body", version.body(),
                "by", author(viewer, version.by()),
                "at", version.at(),
                "current", version.current());
    }

    Json notification(Viewer viewer, Notification notification) {
        Phrases phrases = phrases(viewer);
        return Json.object(
                "id", notification.id(),
                "kind", notification.kind(),
                "text",
                        phrases.get(
                                "notification." + notification.kind().word(),
                                "actor",
                                notification
                                        .actor()
                                        .map(actor -> name(viewer, actor))
                                        .orElse(""),
                                "count",
                                notification.count(),
                                "title",
                                notification.title()),
                "body", notification.body(),
                "about", notification.about().map(Ref::toString),
                "at", notification.at(),
                "read", notification.isRead());
    }

    private Json author(Viewer viewer, Author author) {
        return Json.object("id", author.ref(), "name", name(viewer, author));
    }

    private String name(Viewer viewer, Author author) {
        return author.name().isEmpty() ? phrases(viewer).get("member.gone") : author.name();
    }

    private Phrases phrases(Viewer viewer) {
        return messages.in(viewer.locale(), viewer.zone());
    }
}
