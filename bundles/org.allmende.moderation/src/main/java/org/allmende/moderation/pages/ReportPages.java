/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.pages;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Markup;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.moderation.cases.Cases;
import org.allmende.moderation.cases.Decision;
import org.allmende.moderation.cases.Desk;
import org.allmende.moderation.cases.ReportReason;
import org.allmende.moderation.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What members do: report somebody's post, object to a decision on their own. */
@Component
public final class ReportPages implements Route {

    private static final int EXCERPT = 300;
    private static final int LONGEST_APPEAL = 5000;

    private final Desk desk;
    private final Cases cases;
    private final Hosts hosts;
    private final Markup markup;
    private final Messages messages;
    private final Assets assets;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public ReportPages(
            @Reference Desk desk,
            @Reference Cases cases,
            @Reference Hosts hosts,
            @Reference Markup markup,
            @Reference Messages messages,
            @Reference Assets assets) {
        this.desk = desk;
        this.cases = cases;
        this.hosts = hosts;
        this.markup = markup;
        this.messages = messages;
        this.assets = assets;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/report/{post}", Permission.TAKE_PART, this::form),
                Endpoint.post("/report/{post}", Permission.TAKE_PART, this::send),
                Endpoint.get("/decisions/{id}/appeal", Permission.READ, this::appealForm),
                Endpoint.post("/decisions/{id}/appeal", Permission.APPEAL, this::appeal));
    }

    private Response form(Request request) {
        return formPage(request, "");
    }

    private Response send(Request request) {
        Phrases phrases = phrases(request);
        Optional<ReportReason> reason = request.parameter("reason").flatMap(ReportReason::of);
        String note = request.text("note").strip();
        if (reason.isEmpty()) {
            return formPage(request, phrases.get("report.reason-missing")).status(400);
        }
        if (note.length() > Desk.LONGEST_NOTE) {
            return formPage(request, phrases.get("report.note-long", "limit", Desk.LONGEST_NOTE))
                    .status(400);
        }
        Post post = desk.visible(request.viewer(), subject(request), request.path("post"));
        boolean first = desk.report(request.viewer(), post, reason.get(), note);
        return Response.seeOther(hosts.link(post.ref()).orElse("/"))
                .notice(phrases.get(first ? "report.thanks" : "report.again"));
    }

    private Response formPage(Request request, String error) {
        Phrases phrases = phrases(request);
        Post post = desk.visible(request.viewer(), subject(request), request.path("post"));
        String html = templates
                .report(
                        phrases,
                        request.at("/report/" + post.ref()),
                        request.at(hosts.link(post.ref()).orElse("/")),
                        request.formToken(),
                        post.author().name(),
                        markup.plain(post.body(), EXCERPT),
                        Arrays.stream(ReportReason.values())
                                .map(ReportReason::word)
                                .toList(),
                        request.parameter("reason").orElse(""),
                        request.text("note"),
                        error)
                .render();
        return Response.page(Page.of(phrases.get("report.title"), Html.trusted(html))
                .alone()
                .style(assets.address("moderation.css")));
    }

    private Response appealForm(Request request) {
        return appealPage(request, own(request), "");
    }

    private Response appeal(Request request) {
        Phrases phrases = phrases(request);
        Decision decision = own(request);
        String text = request.text("text").strip();
        if (text.isEmpty() || text.length() > LONGEST_APPEAL) {
            return appealPage(request, decision, phrases.get("appeal.length", "limit", LONGEST_APPEAL))
                    .status(400);
        }
        desk.appeal(request.viewer(), decision, text);
        return Response.seeOther("/").notice(phrases.get("appeal.thanks"));
    }

    private Response appealPage(Request request, Decision decision, String error) {
        Phrases phrases = phrases(request);
        String html = templates
                .appeal(
                        phrases,
                        request.formToken(),
                        request.at("/decisions/" + decision.id() + "/appeal"),
                        phrases.get("own." + decision.action().word()),
                        decision.reason(),
                        request.text("text"),
                        error)
                .render();
        return Response.page(Page.of(phrases.get("appeal.title"), Html.trusted(html))
                .alone()
                .style(assets.address("moderation.css")));
    }

    /** The decision, if it is on a post of the viewer; others are not told that it exists. */
    private Decision own(Request request) {
        return decisionId(request)
                .flatMap(cases::decision)
                .filter(decision -> cases.find(decision.caseId())
                        .filter(record -> request.viewer().is(record.author()))
                        .isPresent())
                .orElseThrow(() -> Problem.notFound("There is no such decision on a post of yours.")
                        .asException());
    }

    private static Optional<Long> decisionId(Request request) {
        try {
            return Optional.of(Long.valueOf(request.path("id")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Ref subject(Request request) {
        try {
            return Ref.parse(request.path("post"));
        } catch (IllegalArgumentException e) {
            throw Desk.missing(request.path("post"));
        }
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
