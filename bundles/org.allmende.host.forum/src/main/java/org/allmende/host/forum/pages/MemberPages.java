/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.api.web.Slot;
import org.allmende.host.forum.content.Content;
import org.allmende.host.forum.content.Links;
import org.allmende.host.forum.content.Paged;
import org.allmende.host.forum.content.PostView;
import org.allmende.host.forum.content.Profile;
import org.allmende.host.forum.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What a member has done here. Their account itself is for whoever keeps accounts. Thread-safe. */
@Component
public final class MemberPages implements Route {

    private static final String HOST = "forum";
    private static final int POSTS = 20;

    private final Content content;
    private final Visits visits;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public MemberPages(@Reference Content content, @Reference Visits visits) {
        this.content = content;
        this.visits = visits;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.SELF, 10, viewer -> "", viewer -> visits.words(viewer).get("profile.menu"));
        return List.of(
                Endpoint.get("/u/{id}", Permission.READ, this::profile),
                Endpoint.get("/me", Permission.TAKE_PART, this::own).menu(menu));
    }

    private Response own(Request request) {
        return request.viewer()
                .member()
                .map(member -> Response.seeOther(Links.member(member.ref().id())))
                .orElseThrow(() -> Problem.notFound(visits.of(request).say("profile.nobody"))
                        .asException());
    }

    private Response profile(Request request) {
        Visit v = visits.of(request);
        Ref member = Ref.member(HOST, request.path("id"));
        Profile profile = content.profile(request.viewer(), member);
        Optional<String> after = request.parameter("after");
        Paged<PostView> posts = content.contributions(request.viewer(), member, after, POSTS);
        String path = Links.member(member.id());
        boolean mine = request.viewer().is(member);
        String main = templates
                .profile(
                        v,
                        profile,
                        mine,
                        posts.items(),
                        posts.next().map(next -> path + "?after=" + Visit.encoded(next)),
                        after.map(any -> path),
                        v.panels(Slot.PROFILE, member))
                .render();
        Page page = visits.page(profile.member().name(), main).about(member);
        return Response.page(mine ? page.in(Area.SELF) : page);
    }
}
