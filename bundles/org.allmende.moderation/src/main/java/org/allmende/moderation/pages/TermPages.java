/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.pages;

import java.util.List;
import org.allmende.api.audit.Audit;
import org.allmende.api.gate.Verdict;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.moderation.cases.Permissions;
import org.allmende.moderation.check.Terms;
import org.allmende.moderation.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The term list. */
@Component
public final class TermPages implements Route {

    private final Terms terms;
    private final Messages messages;
    private final Audit audit;
    private final Assets assets;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public TermPages(
            @Reference Terms terms, @Reference Messages messages, @Reference Audit audit, @Reference Assets assets) {
        this.terms = terms;
        this.messages = messages;
        this.audit = audit;
        this.assets = assets;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/moderation/terms", Permissions.TERMS, request -> page(request, ""))
                        .menu(new MenuEntry(
                                Area.MODERATION,
                                40,
                                viewer -> messages.in(viewer.locale(), viewer.zone())
                                        .get("menu.work"),
                                viewer -> messages.in(viewer.locale(), viewer.zone())
                                        .get("terms.title"))),
                Endpoint.post("/moderation/terms", Permissions.TERMS, this::add),
                Endpoint.post("/moderation/terms/{id}/remove", Permissions.TERMS, this::remove));
    }

    private Response add(Request request) {
        try {
            Verdict.Decision action =
                    Verdict.Decision.valueOf(request.parameter("action").orElse("HOLD"));
            int added = terms.add(
                    request.text("terms"),
                    action,
                    audit.entry(request.viewer(), request.client(), "moderation.terms.add", "terms", action.name()));
            return Response.seeOther("/moderation/terms")
                    .notice(phrases(request).get("terms.added", "count", added));
        } catch (ProblemException e) {
            return page(request, e.problem().detail()).status(400);
        } catch (IllegalArgumentException e) {
            return page(request, "action: FLAG, HOLD, REJECT").status(400);
        }
    }

    private Response remove(Request request) {
        try {
            terms.remove(
                    Long.parseLong(request.path("id")),
                    audit.entry(request.viewer(), request.client(), "moderation.terms.remove", request.path("id"), ""));
        } catch (NumberFormatException e) {
            throw Problem.notFound("There is no term " + request.path("id") + ".")
                    .asException(e);
        }
        return Response.seeOther("/moderation/terms").notice(phrases(request).get("terms.removed"));
    }

    private Response page(Request request, String error) {
        Phrases phrases = phrases(request);
        String html = templates
                .terms(
                        phrases,
                        request.formToken(),
                        request.at("/moderation/terms"),
                        terms.list(),
                        request.text("terms"),
                        error)
                .render();
        return Response.page(Page.of(phrases.get("terms.title"), Html.trusted(html))
                .in(Area.MODERATION)
                .style(assets.address("moderation.css")));
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
