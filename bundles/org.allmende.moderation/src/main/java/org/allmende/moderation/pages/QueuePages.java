/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.moderation.pages;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.allmende.api.content.Post;
import org.allmende.api.content.Ref;
import org.allmende.api.content.State;
import org.allmende.api.content.Topic;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Languages;
import org.allmende.api.text.Markup;
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
import org.allmende.moderation.cases.Action;
import org.allmende.moderation.cases.Addressed;
import org.allmende.moderation.cases.CaseFile;
import org.allmende.moderation.cases.CaseRecord;
import org.allmende.moderation.cases.Cases;
import org.allmende.moderation.cases.Decision;
import org.allmende.moderation.cases.Desk;
import org.allmende.moderation.cases.Finding;
import org.allmende.moderation.cases.Permissions;
import org.allmende.moderation.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The queue: cases on one side, the chosen one with what may be decided on the other. */
@Component
public final class QueuePages implements Route {

    private static final int PAGE = 30;
    private static final int EXCERPT = 160;
    private static final int WHOLE = 4_000;

    private final Cases cases;
    private final Addressed addressed;
    private final Desk desk;
    private final Hosts hosts;
    private final Members members;
    private final Languages languages;
    private final Markup markup;
    private final Messages messages;
    private final Assets assets;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public QueuePages(
            @Reference Cases cases,
            @Reference Desk desk,
            @Reference Hosts hosts,
            @Reference Members members,
            @Reference Languages languages,
            @Reference Markup markup,
            @Reference Messages messages,
            @Reference Assets assets) {
        this.cases = cases;
        this.addressed = new Addressed(cases);
        this.desk = desk;
        this.hosts = hosts;
        this.members = members;
        this.languages = languages;
        this.markup = markup;
        this.messages = messages;
        this.assets = assets;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/moderation", Permissions.REVIEW, this::queue).menu(entry(10, "queue.title")),
                Endpoint.get("/moderation/closed", Permissions.REVIEW, this::closed)
                        .menu(entry(20, "queue.closed")),
                Endpoint.get("/moderation/cases/{id}", Permissions.REVIEW, this::one),
                Endpoint.get("/moderation/closed/{id}", Permissions.REVIEW, this::one),
                Endpoint.post("/moderation/cases/{id}/decisions", Permissions.REVIEW, this::decide),
                Endpoint.post("/moderation/decisions/{id}/undo", Permissions.REVIEW, this::undo));
    }

    private MenuEntry entry(int order, String key) {
        return new MenuEntry(Area.MODERATION, order, viewer -> "", viewer -> messages.in(viewer.locale(), viewer.zone())
                .get(key));
    }

    private Response queue(Request request) {
        Optional<Long> after = request.parameter("after").map(text -> Addressed.number(text, "after"));
        return page(request, cases.queue(after, PAGE), Optional.empty(), false);
    }

    private Response closed(Request request) {
        return page(request, cases.closed(PAGE), Optional.empty(), true);
    }

    private Response one(Request request) {
        CaseRecord chosen = addressed.record(request);
        if (!request.path().equals(path(chosen))) {
            // the menu shows by the address whether one is among the open or the closed
            return Response.seeOther(path(chosen));
        }
        List<CaseRecord> list = chosen.open() ? cases.queue(Optional.empty(), PAGE) : cases.closed(PAGE);
        return page(request, list, Optional.of(chosen), !chosen.open());
    }

    private Response decide(Request request) {
        CaseRecord record = addressed.record(request);
        Action action = request.parameter("action").flatMap(Action::of).orElseThrow(() -> Problem.invalid(
                        "action", "must be hide, restore or leave")
                .asException());
        String written = request.text("reason").strip();
        // What the form suggests is a reason to hide it, and none for anything else.
        boolean suggested = written.equals(suggestion(phrases(request), record));
        String reason = action != Action.HIDE && suggested ? "" : written;
        if (action == Action.HIDE && reason.isEmpty()) {
            throw Problem.invalid("reason", phrases(request).get("decide.reason-missing"))
                    .asException();
        }
        long revision = request.parameter("revision")
                .map(text -> Addressed.number(text, "revision"))
                .orElse(record.revision());
        desk.decide(
                request.viewer(),
                request.client(),
                record,
                revision,
                action,
                reason,
                request.parameter("clause").orElse(""),
                request.parameter("note").orElse(""));
        return Response.seeOther("/moderation/cases/" + record.id())
                .notice(phrases(request).get("decided." + action.word()));
    }

    private Response undo(Request request) {
        Decision decision = addressed.decision(request);
        desk.undo(request.viewer(), request.client(), decision);
        return Response.seeOther("/moderation/cases/" + decision.caseId())
                .notice(phrases(request).get("decided.undone"));
    }

    private static String path(CaseRecord record) {
        return (record.open() ? "/moderation/cases/" : "/moderation/closed/") + record.id();
    }

    private Response page(Request request, List<CaseRecord> list, Optional<CaseRecord> asked, boolean closed) {
        Phrases phrases = phrases(request);
        Optional<CaseFile> chosen =
                asked.or(() -> list.stream().findFirst()).flatMap(record -> cases.file(record.id()));
        List<CaseLine> lines = lines(request, phrases, list);
        String older = !closed && list.size() == PAGE
                ? request.at("/moderation?after=" + list.get(PAGE - 1).id())
                : "";
        String html = templates
                .queue(
                        phrases,
                        request.formToken(),
                        lines,
                        chosen.map(file -> view(request, phrases, file)).orElse(null),
                        closed,
                        cases.open(),
                        older)
                .render();
        return Response.page(Page.of(phrases.get("queue.title"), Html.trusted(html))
                .in(Area.MODERATION)
                .style(assets.address("moderation.css")));
    }

    private List<CaseLine> lines(Request request, Phrases phrases, List<CaseRecord> list) {
        List<Ref> subjects = list.stream().map(CaseRecord::subject).toList();
        Map<Ref, Post> posts = byRef(hosts.posts(subjects), Post::ref);
        Map<Ref, Topic> topics =
                byRef(hosts.topics(posts.values().stream().map(Post::topic).toList()), Topic::ref);
        Map<Ref, Locale> spoken = languages.of(subjects);
        return list.stream()
                .map(record -> {
                    Optional<Post> post = Optional.ofNullable(posts.get(record.subject()));
                    String topic = post.map(found -> topics.get(found.topic()))
                            .map(Topic::title)
                            .orElse("?");
                    return new CaseLine(
                            record.id(),
                            request.at(path(record) + "#case"),
                            tone(record.severity()),
                            cause(phrases, record.cause()),
                            tag(spoken, record.subject()),
                            markup.plain(body(phrases, post), EXCERPT),
                            phrases.get("case.summary", "topic", topic, "reports", record.reports()),
                            phrases.ago(record.opened()));
                })
                .toList();
    }

    /** An item that is asked for twice is answered twice. */
    private static <T> Map<Ref, T> byRef(List<T> items, Function<T, Ref> ref) {
        return items.stream().collect(Collectors.toMap(ref, Function.identity(), (one, same) -> one));
    }

    private CaseView view(Request request, Phrases phrases, CaseFile file) {
        CaseRecord record = file.record();
        Optional<Post> post = hosts.post(record.subject());
        return new CaseView(
                record.id(),
                String.valueOf(record.id()),
                request.at("/moderation/cases/" + record.id() + "/decisions"),
                tone(record.severity()),
                cause(phrases, record.cause()),
                record.open() ? phrases.get("case.open") : phrases.get("case.closed"),
                record.open(),
                post.map(found -> found.state() != State.PUBLISHED).orElse(false),
                record.revision(),
                author(record, post),
                history(phrases, record.author()),
                tag(languages.of(List.of(record.subject())), record.subject()),
                markup.plain(body(phrases, post), WHOLE),
                hosts.link(record.subject()).map(request::at).orElse(""),
                findings(phrases, file.findings()),
                suggestion(phrases, record),
                decisions(request, phrases, file.decisions()));
    }

    private static String body(Phrases phrases, Optional<Post> post) {
        return post.map(Post::body).orElse(phrases.get("case.gone"));
    }

    private String author(CaseRecord record, Optional<Post> post) {
        return members.find(record.author())
                .map(Member::name)
                .or(() -> post.map(found -> found.author().name()))
                .orElse("?");
    }

    private static String tag(Map<Ref, Locale> spoken, Ref post) {
        return Optional.ofNullable(spoken.get(post)).map(Locale::toLanguageTag).orElse("und");
    }

    private String history(Phrases phrases, Ref author) {
        Optional<Member> member = members.find(author);
        return member.map(found -> phrases.get(
                        "case.history", "joined", phrases.date(found.joined()), "strikes", cases.strikes(author)))
                .orElse("");
    }

    private static List<String> findings(Phrases phrases, List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        Map<String, List<Finding>> byRule = new LinkedHashMap<>();
        for (Finding finding : findings) {
            if (finding.source().equals(Finding.REPORT)) {
                byRule.computeIfAbsent(finding.rule(), rule -> new ArrayList<>())
                        .add(finding);
            } else {
                lines.add(finding.detail().isEmpty() ? phrases.get("case.held") : finding.detail());
            }
        }
        byRule.forEach((rule, reports) -> {
            lines.add(phrases.get("case.reports", "count", reports.size(), "reason", phrases.get("reason." + rule)));
            reports.stream()
                    .map(Finding::detail)
                    .filter(detail -> !detail.isBlank())
                    .forEach(detail -> lines.add("“" + detail + "”"));
        });
        return lines;
    }

    private List<CaseView.DecisionView> decisions(Request request, Phrases phrases, List<Decision> decisions) {
        return decisions.stream()
                .map(decision -> new CaseView.DecisionView(
                        phrases.get(
                                "decision." + decision.action().word()
                                        + (decision.undone().isPresent() ? ".undone" : ""),
                                "who",
                                decision.actor()
                                        .flatMap(members::find)
                                        .map(Member::name)
                                        .orElse(phrases.get("decision.system"))),
                        phrases.moment(decision.created()),
                        decision.reason(),
                        decision.undone().isPresent(),
                        request.at("/moderation/decisions/" + decision.id() + "/undo"),
                        cases.appealText(decision.id()).orElse("")))
                .toList();
    }

    private static String suggestion(Phrases phrases, CaseRecord record) {
        String key = "suggest." + record.cause();
        return phrases.has(key) ? phrases.get(key) : "";
    }

    private static String cause(Phrases phrases, String cause) {
        String key = "reason." + cause;
        return phrases.has(key) ? phrases.get(key) : cause;
    }

    private static String tone(int severity) {
        return switch (severity) {
            case 4 -> "bad";
            case 3 -> "warn";
            case 2 -> "info";
            default -> "plain";
        };
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
