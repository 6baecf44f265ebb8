/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.host.forum.pages;

import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.host.forum.content.Content;
import org.allmende.host.forum.content.NewSpace;
import org.allmende.host.forum.content.Writing;
import org.allmende.host.forum.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where spaces are made, and where it is decided who may read the private ones. Thread-safe. */
@Component
public final class SpaceAdministration implements Route {

    private static final String PATH = "/admin/spaces";

    private final Content content;
    private final Writing writing;
    private final Members members;
    private final Visits visits;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public SpaceAdministration(
            @Reference Content content,
            @Reference Writing writing,
            @Reference Members members,
            @Reference Visits visits) {
        this.content = content;
        this.writing = writing;
        this.members = members;
        this.visits = visits;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.ADMINISTRATION,
                50,
                viewer -> visits.words(viewer).get("spaces.menu.section"),
                viewer -> visits.words(viewer).get("spaces.menu"));
        return List.of(
                Endpoint.get(PATH, Writing.SPACES, this::list).menu(menu),
                Endpoint.post(PATH, Writing.SPACES, this::make),
                Endpoint.post(PATH + "/{id}/admit", Writing.SPACES, this::admit),
                Endpoint.post(PATH + "/{id}/dismiss", Writing.SPACES, this::dismiss));
    }

    private Response list(Request request) {
        return page(visits.of(request), Form.empty(), Form.empty(), "");
    }

    private Response make(Request request) {
        Visit v = visits.of(request);
        Form form = Form.typed(request, "name", "description", "parent", "private");
        NewSpace space = new NewSpace(
                form.value("name").strip(),
                form.value("description").strip(),
                Optional.of(form.value("parent")).filter(parent -> !parent.isEmpty()),
                form.isChecked("private"),
                List.of());
        try {
            writing.from(request.client()).createSpace(request.viewer(), space, request.parameter("once"));
            return Response.seeOther(PATH).notice(v.say("notice.space", "name", space.name()));
        } catch (ProblemException e) {
            Problem fault = Faults.ofForm(e);
            return page(v, form.failed(fault), Form.empty(), "").status(fault.status());
        }
    }

    private Response admit(Request request) {
        Visit v = visits.of(request);
        String space = request.path("id");
        Form typed = Form.typed(request, "member");
        Optional<Member> member = members.named(typed.value("member").strip());
        if (member.isEmpty()) {
            Form failed = typed.failed(Problem.invalid("member", v.say("spaces.admit.unknown")));
            return page(v, Form.empty(), failed, space).status(400);
        }
        writing.from(request.client())
                .admit(request.viewer(), space, member.get().ref());
        return Response.seeOther(PATH)
                .notice(v.say("notice.admitted", "name", member.get().name()));
    }

    private Response dismiss(Request request) {
        Ref member;
        try {
            member = Ref.parse(request.text("member"));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("member", e.getMessage()).asException(e);
        }
        writing.from(request.client()).dismiss(request.viewer(), request.path("id"), member);
        return Response.seeOther(PATH).notice(visits.of(request).say("notice.dismissed"));
    }

    private Response page(Visit v, Form form, Form entry, String entered) {
        List<SpaceRow> rows = SpaceRow.of(content.spaces(v.viewer()), node -> content.members(v.viewer(), node.id()));
        String main = templates.adminSpaces(v, rows, form, entry, entered).render();
        return Response.page(visits.page(v.say("spaces.title"), main).in(Area.ADMINISTRATION));
    }
}
