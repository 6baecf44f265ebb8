/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.hosts;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.allmende.api.audit.Audit;
import org.allmende.api.host.Host;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Store;
import org.allmende.api.store.Store.Conflict;
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
import org.allmende.hosts.template.StaticTemplates;
import org.allmende.hosts.view.CommandView;
import org.allmende.hosts.view.HostView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How the hosts are doing, and the commands that were set aside. Thread-safe. */
@Component(service = Route.class)
public final class HostsRoutes implements Route {

    private static final String PATH = "/admin/hosts";
    private static final String API = "/api/v1/admin/commands";
    private static final int PAGE = 50;
    private static final List<String> STATES = List.of("dead", "waiting", "done");

    private final HostRegistry hosts;
    private final ChangeIntake intake;
    private final CommandOutbox outbox;
    private final Audit audit;
    private final Store store;
    private final Messages messages;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public HostsRoutes(
            @Reference HostRegistry hosts,
            @Reference ChangeIntake intake,
            @Reference CommandOutbox outbox,
            @Reference Audit audit,
            @Reference Store store,
            @Reference Messages messages) {
        this.hosts = hosts;
        this.intake = intake;
        this.outbox = outbox;
        this.audit = audit;
        this.store = store;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.ADMINISTRATION,
                4,
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("menu.deployment"),
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("hosts.title"));
        return List.of(
                Endpoint.get(PATH, Permission.ADMINISTER, this::page).menu(menu),
                Endpoint.post(PATH + "/commands/{number}/replay", Permission.ADMINISTER, request -> {
                    replay(request);
                    return Response.seeOther(PATH).notice(say(request).get("commands.again.done"));
                }),
                Endpoint.get(API, Permission.ADMINISTER, this::list)
                        .summary("Commands to hosts, the newest first")
                        .parameter("state", "string", false, "dead (the default), waiting or done")
                        .parameter("after", "string", false, "The number after which to go on, towards older ones")
                        .parameter("limit", "integer", false, "1 to 1000"),
                Endpoint.post(API + "/{number}/replay", Permission.ADMINISTER, request -> {
                            replay(request);
                            return Response.empty();
                        })
                        .summary("Gives a dead command again"),
                Endpoint.post("/api/v1/hosts/{id}/wake", Permission.ADMINISTER, this::wake)
                        .summary("Says that a host has changes to be taken in"));
    }

    private Response page(Request request) {
        Phrases say = say(request);
        List<CommandRow> rows = outbox.commands("dead", after(request), PAGE + 1);
        String next = rows.size() > PAGE
                ? request.at(PATH) + "?after=" + rows.get(PAGE - 1).number()
                : "";
        Map<String, ChangeIntake.State> states = intake.states().stream()
                .collect(Collectors.toMap(ChangeIntake.State::host, Function.identity(), (a, b) -> a));
        List<HostView> shown = hosts.all().stream()
                .map(host -> view(host, Optional.ofNullable(states.get(host.id())), say))
                .toList();
        String html = templates
                .hosts(
                        say,
                        request.formToken(),
                        request.at(PATH),
                        shown,
                        rows.stream().limit(PAGE).map(row -> view(row, say)).toList(),
                        next)
                .render();
        return Response.page(Page.of(say.get("hosts.title"), Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private HostView view(Host host, Optional<ChangeIntake.State> state, Phrases say) {
        String failure = state.map(ChangeIntake.State::failure).orElse("");
        String changes = !failure.isEmpty()
                ? say.get("hosts.changes.failing", "why", failure)
                : state.flatMap(ChangeIntake.State::at)
                        .map(at -> say.get("hosts.changes.latest", "ago", say.ago(at)))
                        .orElse(say.get("hosts.changes.own"));
        return new HostView(
                host.id(),
                host.capabilities().stream()
                        .sorted()
                        .map(it -> say.get("capability." + it.name().toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", ")),
                changes,
                failure.isEmpty(),
                say.number(outbox.count(host.id(), "waiting")),
                say.number(outbox.count(host.id(), "dead")));
    }

    private static CommandView view(CommandRow row, Phrases say) {
        return new CommandView(
                Long.toString(row.number()),
                row.host(),
                say.get("command." + row.kind()),
                row.subject(),
                say.moment(row.created()),
                row.failure());
    }

    private Response list(Request request) {
        String state = request.parameter("state").orElse("dead");
        if (!STATES.contains(state)) {
            throw Problem.invalid("state", "is one of " + String.join(", ", STATES))
                    .asException();
        }
        int limit = request.number("limit", 50, 1, 1000);
        List<CommandRow> rows = outbox.commands(state, after(request), limit + 1);
        Optional<String> next = rows.size() > limit
                ? Optional.of(Long.toString(rows.get(limit - 1).number()))
                : Optional.empty();
        return Response.json(
                Json.list(rows.stream().limit(limit).map(HostsRoutes::json).toList(), next));
    }

    /** Without what was to be posted: that is for its readers. */
    private static Json json(CommandRow row) {
        return Json.object(
                "number", Long.toString(row.number()),
                "id", row.id(),
                "host", row.host(),
                "kind", row.kind(),
                "subject", row.subject(),
                "state", row.state(),
                "created", row.created(),
                "attempts", row.attempts(),
                "failure", row.failure());
    }

    private void replay(Request request) {
        long number = number(request.path("number"))
                .orElseThrow(() ->
                        Problem.notFound(say(request).get("commands.no-such")).asException());
        try {
            store.writeNow(outbox.replay(number)
                    .and(audit.entry(request.viewer(), request.client(), "hosts.replay", Long.toString(number), "")));
        } catch (Conflict e) {
            throw Problem.notFound(say(request).get("commands.no-such")).asException(e);
        }
        outbox.wake();
    }

    private Response wake(Request request) {
        String id = request.path("id");
        if (!intake.wake(id)) {
            throw Problem.notFound(say(request).get("hosts.no-such", "id", id)).asException();
        }
        return Response.empty();
    }

    private OptionalLong after(Request request) {
        Optional<String> after = request.parameter("after");
        if (after.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number(after.get()).orElseThrow(() -> Problem.invalid(
                        "after", "is the number of a command, such as 1207; take it from next")
                .asException()));
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
