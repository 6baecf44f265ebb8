/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.gate.Verdict;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.moderation.cases.Action;
import org.allmende.moderation.cases.Addressed;
import org.allmende.moderation.cases.CaseFile;
import org.allmende.moderation.cases.CaseRecord;
import org.allmende.moderation.cases.Cases;
import org.allmende.moderation.cases.Decision;
import org.allmende.moderation.cases.Desk;
import org.allmende.moderation.cases.Permissions;
import org.allmende.moderation.cases.ReportReason;
import org.allmende.moderation.check.TermCheck;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Moderation over HTTP, as the public interface describes it. */
@Component
public final class ModerationApi implements Route {

    private static final int MOST_ITEMS = 1000;

    private final TermCheck check;
    private final Cases cases;
    private final Addressed addressed;
    private final Desk desk;
    private final Hosts hosts;

    @Activate
    public ModerationApi(
            @Reference TermCheck check, @Reference Cases cases, @Reference Desk desk, @Reference Hosts hosts) {
        this.check = check;
        this.cases = cases;
        this.addressed = new Addressed(cases);
        this.desk = desk;
        this.hosts = hosts;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/api/v1/moderation/check", Permission.TAKE_PART, this::check)
                        .summary("Judges texts; nothing is stored")
                        .parameter("items", "array", true, "objects with text, and language, author, space if known"),
                Endpoint.get("/api/v1/moderation/cases", Permissions.REVIEW, this::list)
                        .summary("Open cases, the most urgent first")
                        .parameter("after", "string", false, "the next of the page before")
                        .parameter("limit", "integer", false, "1 to 1000, 50 unless told"),
                Endpoint.get(
                                "/api/v1/moderation/cases/{id}",
                                Permissions.REVIEW,
                                request -> Response.json(json(addressed.file(request))))
                        .summary("One case"),
                Endpoint.post("/api/v1/moderation/cases/{id}/decisions", Permissions.REVIEW, this::decide)
                        .summary("Decides a case")
                        .parameter("action", "string", true, "hide, restore or leave")
                        .parameter("reason", "string", true, "what the author reads")
                        .parameter("clause", "string", false, "the guideline it rests on")
                        .parameter("note", "string", false, "for colleagues only"),
                Endpoint.post("/api/v1/decisions/{id}/undo", Permissions.REVIEW, this::undo)
                        .summary("Takes a decision back"),
                Endpoint.post("/api/v1/decisions/{id}/appeal", Permission.APPEAL, this::appeal)
                        .summary("Objects to a decision on one's own post")
                        .parameter("text", "string", true, "why"),
                Endpoint.post("/api/v1/reports", Permission.TAKE_PART, this::report)
                        .summary("Reports a post")
                        .parameter("post", "string", true, "its id, external id or reference")
                        .parameter("reason", "string", true, "spam, insult, hate, threat, privacy, off-topic or other")
                        .parameter("note", "string", false, "what else a moderator should know"));
    }

    private Response check(Request request) {
        List<JsonBody> items = request.json().objects("items");
        if (items.size() > MOST_ITEMS) {
            throw Problem.invalid("items", "has more than " + MOST_ITEMS + " elements; send them in parts")
                    .asException();
        }
        List<Json> answers = new ArrayList<>();
        for (JsonBody item : items) {
            Locale locale = item.optionalText("language")
                    .map(Locale::forLanguageTag)
                    .orElse(request.viewer().locale());
            Verdict verdict =
                    check.judge(item.text("text"), locale, request.viewer().zone());
            answers.add(Json.object(
                    "decision",
                    verdict.decision(),
                    "score",
                    score(verdict),
                    "labels",
                    labels(verdict),
                    "reasons",
                    verdict.reasons().stream()
                            .map(reason -> Json.object(
                                    "check", reason.check(), "rule", reason.rule(), "detail", reason.detail()))
                            .toList()));
        }
        return Response.json(Json.object("items", answers));
    }

    /** How strict the verdict is; there is no classifier behind it yet, so it knows four steps only. */
    private static double score(Verdict verdict) {
        return verdict.decision().ordinal() / 3.0;
    }

    private static Map<String, Object> labels(Verdict verdict) {
        Map<String, Object> labels = new LinkedHashMap<>();
        if (verdict.decision() != Verdict.Decision.ALLOW) {
            labels.put(TermCheck.NAME, score(verdict));
        }
        return labels;
    }

    private Response list(Request request) {
        int limit = request.number("limit", 50, 1, 1000);
        Optional<Long> after = request.parameter("after").map(text -> Addressed.number(text, "after"));
        List<CaseFile> page = cases.files(after, limit);
        Optional<String> next = page.size() < limit
                ? Optional.empty()
                : Optional.of(String.valueOf(page.get(page.size() - 1).record().id()));
        return Response.json(Json.list(page.stream().map(ModerationApi::json).toList(), next));
    }

    private Response decide(Request request) {
        CaseRecord record = addressed.record(request);
        JsonBody body = request.json();
        Action action = Action.of(body.text("action"))
                .orElseThrow(() -> Problem.invalid("action", "must be hide, restore or leave")
                        .asException());
        Decision decision = desk.decide(
                request.viewer(),
                request.client(),
                record,
                record.revision(),
                action,
                body.text("reason"),
                body.optionalText("clause").orElse(""),
                body.optionalText("note").orElse(""));
        return Response.json(json(decision)).status(201);
    }

    private Response undo(Request request) {
        Decision decision = addressed.decision(request);
        desk.undo(request.viewer(), request.client(), decision);
        return Response.json(json(addressed.decision(request)));
    }

    private Response appeal(Request request) {
        Decision decision = addressed.decision(request);
        String text = request.json().text("text").strip();
        if (text.isEmpty() || text.length() > 5000) {
            throw Problem.invalid("text", "must have 1 to 5000 characters").asException();
        }
        desk.appeal(request.viewer(), decision, text);
        return Response.json(json(addressed.decision(request))).status(201);
    }

    private Response report(Request request) {
        JsonBody body = request.json();
        ReportReason reason = ReportReason.of(body.text("reason")).orElseThrow(() -> Problem.invalid(
                        "reason", "must be spam, insult, hate, threat, privacy, off-topic or other")
                .asException());
        String named = body.text("post");
        Ref post = subject(named);
        String note = body.optionalText("note").orElse("").strip();
        if (note.length() > Desk.LONGEST_NOTE) {
            throw Problem.invalid("note", "must have at most " + Desk.LONGEST_NOTE + " characters")
                    .asException();
        }
        boolean first = desk.report(request.viewer(), desk.visible(request.viewer(), post, named), reason, note);
        return Response.json(Json.object("post", post.id(), "reason", reason.word(), "state", "received"))
                .status(first ? 201 : 200);
    }

    /** A bare id is one of whatever host knows it; there is one host in most deployments. */
    private Ref subject(String text) {
        if (text.chars().filter(c -> c == ':').count() >= 2) {
            try {
                return Ref.parse(text);
            } catch (IllegalArgumentException e) {
                throw Desk.missing(text);
            }
        }
        return hosts.ids().stream()
                .map(host -> Ref.post(host, text))
                .flatMap(ref -> hosts.post(ref).stream())
                .map(Post::ref)
                .findFirst()
                .orElseThrow(() -> Desk.missing(text));
    }

    private static Json json(CaseFile file) {
        CaseRecord record = file.record();
        return Json.object(
                "id",
                String.valueOf(record.id()),
                "subject",
                record.subject().toString(),
                "space",
                record.space().toString(),
                "author",
                record.author().toString(),
                "cause",
                record.cause(),
                "severity",
                record.severity(),
                "reports",
                record.reports(),
                "opened",
                record.opened(),
                "state",
                record.open() ? "open" : "closed",
                "revision",
                record.revision(),
                "findings",
                file.findings().stream()
                        .map(finding -> Json.object(
                                "source", finding.source(),
                                "rule", finding.rule(),
                                "detail", finding.detail(),
                                "created", finding.created()))
                        .toList(),
                "decisions",
                file.decisions().stream().map(ModerationApi::json).toList());
    }

    private static Json json(Decision decision) {
        return Json.object(
                "id", String.valueOf(decision.id()),
                "case", String.valueOf(decision.caseId()),
                "action", decision.action().word(),
                "reason", decision.reason(),
                "clause", decision.clause(),
                "created", decision.created(),
                "undone", decision.undone(),
                "appealed", decision.appealed());
    }
}
