/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.events;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.allmende.api.audit.Audit;
import org.allmende.api.event.DeadLetters;
import org.allmende.api.event.DeadLetters.Letter;
import org.allmende.api.event.Event;
import org.allmende.api.event.Events.Progress;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Store;
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
import org.allmende.attendance.Failure;
import org.allmende.events.template.StaticTemplates;
import org.allmende.events.view.ConsumerView;
import org.allmende.events.view.LetterView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The log over HTTP, who follows it, and what was set aside, be it by consumers, jobs or hosts. The live stream of
 * {@code /api/v1/events} is the web bundle's. Thread-safe.
 */
@Component(service = Route.class)
public final class EventRoutes implements Route {

    private static final String PAGE = "/admin/events";
    private static final int SHOWN = 100;

    private final Following events;
    private final Audit audit;
    private final Store store;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    /** Whoever sets something aside; they come and go with their bundles. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<DeadLetters> sources;

    @Activate
    public EventRoutes(
            @Reference Following following,
            @Reference Audit audit,
            @Reference Store store,
            @Reference Messages messages) {
        this(following, audit, store, messages, List.of());
    }

    EventRoutes(Following following, Audit audit, Store store, Messages messages, List<DeadLetters> sources) {
        this.events = following;
        this.audit = audit;
        this.store = store;
        this.messages = messages;
        this.sources = sources;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.ADMINISTRATION, 30, viewer -> "", viewer -> messages.in(viewer.locale(), viewer.zone())
                        .get("events.title"));
        return List.of(
                Endpoint.get(PAGE, Permission.ADMINISTER, this::page).menu(menu),
                Endpoint.post(PAGE + "/deadletters/{id}/replay", Permission.ADMINISTER, request -> {
                    replay(request);
                    return Response.seeOther(PAGE + "#letters")
                            .notice(say(request).get("letters.again.done"));
                }),
                Endpoint.get("/api/v1/events", Permission.ADMINISTER, this::log)
                        .summary("What happened, in order; as text/event-stream also while it happens")
                        .parameter("after", "integer", false, "The offset after which to begin; 0 is the beginning")
                        .parameter("limit", "integer", false, "1 to 1000"),
                Endpoint.get("/api/v1/events/consumers", Permission.ADMINISTER, this::consumers)
                        .summary("How far each consumer has got"),
                Endpoint.get("/api/v1/deadletters", Permission.ADMINISTER, this::letters)
                        .summary("What was tried in vain and set aside, the newest first")
                        .parameter("limit", "integer", false, "1 to 1000"),
                Endpoint.post("/api/v1/deadletters/{id}/replay", Permission.ADMINISTER, request -> {
                            replay(request);
                            return Response.json(Json.object("id", request.path("id"), "state", "replaying"))
                                    .status(202);
                        })
                        .summary("Tries it again"));
    }

    private Response log(Request request) {
        int limit = request.number("limit", 100, 1, 1000);
        List<Event> found = events.after(after(request), limit);
        Optional<String> next = found.size() < limit
                ? Optional.empty()
                : Optional.of(Long.toString(found.get(limit - 1).offset()));
        return Response.json(Json.list(found.stream().map(EventRoutes::json).toList(), next));
    }

    private static long after(Request request) {
        Optional<String> after = request.parameter("after");
        if (after.isEmpty()) {
            return 0;
        }
        if (!after.get().matches("[0-9]{1,18}")) {
            throw Problem.invalid("after", "is the offset of an event, such as 1207, or 0")
                    .asException();
        }
        return Long.parseLong(after.get());
    }

    private static Json json(Event event) {
        return Json.object(
                "offset", event.offset(),
                "type", event.type(),
                "time", event.time(),
                "subject", event.subject().toString(),
                "revision", event.revision(),
                "actor", event.actor().map(Object::toString));
    }

    private Response consumers(Request request) {
        List<Json> items = events.progress().stream()
                .map(progress -> Json.object(
                        "consumer", progress.consumer(),
                        "feature", progress.feature(),
                        "cursor", progress.cursor(),
                        "lag", progress.lag(),
                        "deadLetters", progress.deadLetters()))
                .toList();
        return Response.json(Json.list(items, Optional.empty()));
    }

    private Response letters(Request request) {
        List<Json> items = newest(request.number("limit", SHOWN, 1, 1000)).stream()
                .map(letter -> Json.object(
                        "id", letter.id(),
                        "handler", letter.handler(),
                        "what", letter.what(),
                        "subject", letter.subject(),
                        "attempts", letter.attempts(),
                        "failure", letter.failure(),
                        "since", letter.since(),
                        "replaying", letter.replaying()))
                .toList();
        return Response.json(Json.list(items, Optional.empty()));
    }

    private List<Letter> newest(int limit) {
        Stream<Letter> all = sources.stream().flatMap(source -> source.list(limit).stream());
        return all.sorted(Comparator.comparing(Letter::since).reversed())
                .limit(limit)
                .toList();
    }

    private void replay(Request request) {
        String id = request.path("id");
        String source = id.substring(0, Math.max(0, id.indexOf('-')));
        for (DeadLetters letters : sources) {
            if (letters.source().equals(source) && letters.replay(id)) {
                store.writeNow(audit.entry(request.viewer(), request.client(), "deadletters.replay", id, ""));
                return;
            }
        }
        throw Problem.notFound(say(request).get("letters.no-such", "id", id)).asException();
    }

    private Response page(Request request) {
        Phrases say = say(request);
        List<ConsumerView> consumers =
                events.progress().stream().map(progress -> view(progress, say)).toList();
        List<Letter> found = newest(SHOWN + 1);
        List<LetterView> letters = new ArrayList<>();
        for (Letter letter : found.subList(0, Math.min(SHOWN, found.size()))) {
            letters.add(view(letter, say));
        }
        String html = templates
                .events(
                        say,
                        request.formToken(),
                        request.at(PAGE),
                        say.number(events.newest()),
                        consumers,
                        letters,
                        found.size() > SHOWN)
                .render();
        return Response.page(
                Page.of(say.get("events.title"), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private ConsumerView view(Progress progress, Phrases say) {
        return new ConsumerView(
                progress.consumer(),
                progress.feature(),
                say.number(progress.cursor()),
                say.get("consumers.late", "lag", progress.lag()),
                say.number(progress.deadLetters()),
                progress.lag() > 0,
                events.failure(progress.consumer()).firstLine());
    }

    private static LetterView view(Letter letter, Phrases say) {
        return new LetterView(
                letter.id(),
                letter.handler(),
                letter.what(),
                letter.subject(),
                say.get("letters.attempts", "attempts", letter.attempts()),
                say.moment(letter.since()),
                new Failure(letter.failure()).firstLine(),
                letter.failure(),
                letter.replaying());
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
