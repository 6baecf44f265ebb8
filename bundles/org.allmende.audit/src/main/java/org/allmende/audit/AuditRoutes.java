/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.audit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Json;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.audit.template.StaticTemplates;
import org.allmende.audit.view.AuditView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The audit trail as a page and over HTTP, the newest entry first. Thread-safe. */
@Component(service = Route.class)
public final class AuditRoutes implements Route {

    private static final String PATH = "/admin/audit";
    private static final int PAGE = 50;

    /** Entries in one file; some 15 MB. */
    private static final int EXPORT = 50_000;

    private final AuditTrail trail;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public AuditRoutes(@Reference AuditTrail trail, @Reference Messages messages) {
        this.trail = trail;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.ADMINISTRATION,
                90,
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("menu.people"),
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("audit.title"));
        return List.of(
                Endpoint.get(PATH, Permission.ADMINISTER, this::page).menu(menu),
                Endpoint.get(PATH + "/export", Permission.ADMINISTER, this::export),
                Endpoint.get("/api/v1/audit/export", Permission.ADMINISTER, this::export)
                        .summary("The chain, the oldest first; next tells where to go on")
                        .parameter("after", "string", false, "The id after which to begin, towards newer entries")
                        .parameter("people", "boolean", false, "Whether names and addresses go with it; else false"),
                Endpoint.get("/api/v1/audit", Permission.ADMINISTER, this::list)
                        .summary("Administrative acts, the newest first")
                        .parameter("after", "string", false, "The id after which to go on, towards older entries")
                        .parameter("limit", "integer", false, "1 to 1000")
                        .parameter("act", "string", false, "What the act begins with, such as members.")
                        .parameter("verify", "boolean", false, "Whether to compute the chain anew"));
    }

    private Response page(Request request) {
        Phrases say = messages.in(request.viewer().locale(), request.viewer().zone());
        String act = request.parameter("act").orElse("");
        List<AuditTrail.Entry> found = trail.entries(after(request), act, PAGE + 1);
        boolean verify = request.parameter("verify").isPresent();
        OptionalLong broken = verify ? trail.broken() : OptionalLong.empty();
        String state = !verify
                ? ""
                : broken.isPresent()
                        ? say.get("audit.broken", "id", Long.toString(broken.getAsLong()))
                        : say.get("audit.intact");
        String next = found.size() > PAGE
                ? request.at(PATH) + "?after=" + found.get(PAGE - 1).id()
                        + (act.isEmpty() ? "" : "&act=" + URLEncoder.encode(act, StandardCharsets.UTF_8))
                : "";
        String html = templates
                .audit(
                        say,
                        request.at(PATH),
                        act,
                        next,
                        state,
                        broken.isEmpty(),
                        found.stream().limit(PAGE).map(it -> view(it, say)).toList())
                .render();
        return Response.page(Page.of(say.get("audit.title"), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private Response list(Request request) {
        int limit = request.number("limit", 50, 1, 1000);
        List<AuditTrail.Entry> found =
                trail.entries(after(request), request.parameter("act").orElse(""), limit + 1);
        Optional<String> next = found.size() > limit
                ? Optional.of(Long.toString(found.get(limit - 1).id()))
                : Optional.empty();
        Json json = Json.list(found.stream().limit(limit).map(AuditRoutes::json).toList(), next);
        if (request.parameter("verify").filter(it -> !it.equals("false")).isPresent()) {
            OptionalLong broken = trail.broken();
            json = json.with("intact", broken.isEmpty())
                    .with("brokenAt", broken.isPresent() ? Long.toString(broken.getAsLong()) : null);
        }
        return Response.json(json);
    }

    /**
     * The chain for safe keeping elsewhere. Whoever has it can compute it anew: each hash is the SHA-256 of the hash before, then
     * id, time in milliseconds, actor, act, subject and detail, each as its length in bytes, a colon and its UTF-8. Names and
     * addresses are no part of the chain, and left out unless they are asked for.
     */
    private Response export(Request request) {
        long after = after(request).orElse(0);
        boolean people = request.parameter("people").filter("true"::equals).isPresent();
        List<AuditTrail.Entry> entries = trail.chain(after, EXPORT + 1);
        List<Json> items = entries.stream()
                .limit(EXPORT)
                .map(entry -> chained(entry, people))
                .toList();
        Optional<String> next = entries.size() > EXPORT
                ? Optional.of(Long.toString(entries.get(EXPORT - 1).id()))
                : Optional.empty();
        return Response.json(Json.list(items, next))
                .header("Content-Disposition", "attachment; filename=\"audit.json\"");
    }

    private static Json chained(AuditTrail.Entry entry, boolean people) {
        Json chained = Json.object(
                "id", Long.toString(entry.id()),
                "time", entry.time(),
                "millis", entry.time().toEpochMilli(),
                "actor", entry.actor(),
                "act", entry.act(),
                "subject", entry.subject(),
                "detail", entry.detail(),
                "hash", entry.hash());
        return people ? chained.with("name", entry.name()).with("client", entry.client()) : chained;
    }

    private static Json json(AuditTrail.Entry entry) {
        return Json.object(
                "id", Long.toString(entry.id()),
                "time", entry.time(),
                "actor", entry.actor().isEmpty() ? null : entry.actor(),
                "name", entry.name(),
                "client", entry.client(),
                "act", entry.act(),
                "subject", entry.subject(),
                "detail", entry.detail(),
                "hash", entry.hash());
    }

    private static AuditView view(AuditTrail.Entry entry, Phrases say) {
        String who = entry.actor().isEmpty()
                ? say.get("audit.system")
                : entry.name().isEmpty() ? say.get("audit.gone") : entry.name();
        return new AuditView(
                Long.toString(entry.id()),
                say.moment(entry.time()),
                who,
                entry.client(),
                entry.act(),
                entry.subject(),
                entry.detail());
    }

    private static OptionalLong after(Request request) {
        Optional<String> after = request.parameter("after");
        if (after.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!after.get().matches("[0-9]{1,18}")) {
            throw Problem.invalid("after", "is the id of an entry, such as 1207; take it from next")
                    .asException();
        }
        return OptionalLong.of(Long.parseLong(after.get()));
    }
}
