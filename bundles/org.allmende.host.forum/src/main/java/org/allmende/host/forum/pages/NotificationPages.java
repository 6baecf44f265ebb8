/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Permission;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.host.forum.content.Links;
import org.allmende.host.forum.content.Notification;
import org.allmende.host.forum.content.Notifications;
import org.allmende.host.forum.content.Paged;
import org.allmende.host.forum.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a member has been told. Following one marks it as read, by a POST: looking at the list changes nothing. Thread-safe. */
@Component
public final class NotificationPages implements Route {

    private static final int SHOWN = 30;

    private final Notifications notifications;
    private final Visits visits;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public NotificationPages(@Reference Notifications notifications, @Reference Visits visits) {
        this.notifications = notifications;
        this.visits = visits;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.SELF, 20, viewer -> "", viewer -> visits.words(viewer).get("notifications.title"));
        return List.of(
                Endpoint.get("/notifications", Permission.TAKE_PART, this::list).menu(menu),
                Endpoint.post("/notifications/read", Permission.TAKE_PART, this::readAll),
                Endpoint.post("/notifications/{id}", Permission.TAKE_PART, this::follow));
    }

    private Response list(Request request) {
        Visit v = visits.of(request);
        Optional<String> after = request.parameter("after");
        Paged<Notification> some = notifications.list(request.viewer(), after, SHOWN);
        String main = templates
                .notifications(
                        v,
                        some.items(),
                        notifications.unread(request.viewer()),
                        some.next().map(next -> "/notifications?after=" + Visit.encoded(next)),
                        after.map(any -> "/notifications"))
                .render();
        return Response.page(visits.page(v.say("notifications.title"), main).in(Area.SELF));
    }

    private Response follow(Request request) {
        notifications.read(request.viewer(), request.path("id"));
        return Response.seeOther(
                request.parameter("about").flatMap(NotificationPages::link).orElse("/notifications"));
    }

    private static Optional<String> link(String about) {
        try {
            return Optional.of(Links.to(Ref.parse(about)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // something that the forum has no page for
        }
    }

    private Response readAll(Request request) {
        notifications.readAll(request.viewer(), request.parameter("upTo"));
        return Response.seeOther("/notifications");
    }
}
