/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.plugins.http;

import static org.allmende.plugins.http.Requests.MANAGE;
import static org.allmende.plugins.http.Requests.asker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.allmende.api.member.Viewer;
import org.allmende.api.problem.Problem;
import org.allmende.api.problem.ProblemException;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.plugins.allocation.Allocation.Measured;
import org.allmende.plugins.catalogue.Release;
import org.allmende.plugins.feature.Feature;
import org.allmende.plugins.site.Warning;
import org.allmende.plugins.swap.Act;
import org.allmende.plugins.swap.Installed;
import org.allmende.plugins.swap.Overview;
import org.allmende.plugins.swap.Part;
import org.allmende.plugins.swap.Plan;
import org.allmende.plugins.swap.Swap;
import org.allmende.plugins.template.StaticTemplates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The pages where features are installed, swapped and removed. A card whose feature is being swapped asks for itself anew every
 * second, until it is done.
 */
@Component(service = Route.class)
public final class PluginsPages implements Route {

    private static final String HOME = "/admin/plugins";

    /** How long it is looked who allocates. */
    private static final Duration MEASURED = Duration.ofSeconds(10);

    private static final Map<String, Act> ACTS = Map.of(
            "install", Act.INSTALL,
            "update", Act.UPDATE,
            "restart", Act.RESTART,
            "remove", Act.REMOVE,
            "rollback", Act.ROLLBACK,
            "off", Act.OFF,
            "on", Act.ON);

    private final Requests requests;
    private final Messages messages;
    private final Clock clock;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public PluginsPages(@Reference Requests requests, @Reference Messages messages, @Reference Clock clock) {
        this.requests = requests;
        this.messages = messages;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>(List.of(
                Endpoint.get(HOME, MANAGE, this::list).menu(menu(10, "plugins.title")),
                Endpoint.get(HOME + "/upload", MANAGE, request -> upload(request, ""))
                        .menu(menu(20, "upload.title")),
                Endpoint.post(HOME + "/upload", MANAGE, this::take).uploads(),
                Endpoint.post(HOME + "/safe-mode", MANAGE, this::safeMode),
                Endpoint.post(HOME + "/allocation", MANAGE, this::measure),
                Endpoint.get(HOME + "/{id}/picture", MANAGE, this::picture),
                Endpoint.get(HOME + "/{id}/parts", MANAGE, this::parts),
                Endpoint.post(HOME + "/{id}/parts", MANAGE, this::switchParts),
                Endpoint.get(HOME + "/{id}/card", MANAGE, this::card),
                Endpoint.get(HOME + "/{id}/plan", MANAGE, this::plan),
                Endpoint.get(HOME + "/{id}/history", MANAGE, this::history),
                Endpoint.post(HOME + "/{id}/hold", MANAGE, request -> hold(request, true)),
                Endpoint.post(HOME + "/{id}/release", MANAGE, request -> hold(request, false))));
        ACTS.forEach((word, act) ->
                endpoints.add(Endpoint.post(HOME + "/{id}/" + word, MANAGE, request -> act(request, act))));
        return endpoints;
    }

    private MenuEntry menu(int order, String key) {
        return new MenuEntry(Area.ADMINISTRATION, order, says("menu.features"), says(key));
    }

    private Function<Viewer, String> says(String key) {
        return viewer -> messages.in(viewer.locale(), viewer.zone()).get(key);
    }

    private Phrases phrases(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }

    private Response list(Request request) {
        return list(request, "");
    }

    private Response list(Request request, String problem) {
        Phrases phrases = phrases(request);
        List<Html> installed = new ArrayList<>();
        List<Html> available = new ArrayList<>();
        for (Overview.View view : requests.swaps().overview().views()) {
            Html card = card(view, request, phrases);
            (view.installed().isPresent() || view.under().isPresent() ? installed : available).add(card);
        }
        String html = templates
                .plugins(
                        phrases,
                        installed,
                        available,
                        requests.swaps().catalogue().broken(),
                        problem,
                        requests.swaps().isSafe(),
                        request.at(HOME + "/safe-mode"),
                        request.at(HOME + "/allocation"),
                        request.formToken())
                .render();
        return page(phrases.get("plugins.title"), html);
    }

    private static Response page(String title, String html) {
        return Response.page(Page.of(title, Html.trusted(html)).in(Area.ADMINISTRATION));
    }

    private Html card(Overview.View view, Request request, Phrases phrases) {
        return Html.trusted(templates
                .card(
                        phrases,
                        Card.of(view, allocation(view), phrases, clock),
                        request.at(HOME + "/" + view.id()),
                        request.formToken())
                .render());
    }

    private Optional<Measured> allocation(Overview.View view) {
        return view.installed().flatMap(one -> requests.allocation().of(one.plugin(), one.number()));
    }

    private Response card(Request request) {
        return Response.part(card(requests.swaps().overview().find(request.path("id")), request, phrases(request)));
    }

    /** Shown as an image only; whoever opens it by itself gets no script run either. */
    private Response picture(Request request) {
        String svg = requests.swaps()
                .overview()
                .find(request.path("id"))
                .picture()
                .orElseThrow(
                        () -> Problem.notFound("The feature has no picture.").asException());
        return Response.bytes("image/svg+xml", svg.getBytes(StandardCharsets.UTF_8))
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cache-Control", "private, max-age=60");
    }

    private Response measure(Request request) {
        boolean begun = requests.allocation().begin(MEASURED, requests.swaps());
        return Response.seeOther(HOME)
                .notice(phrases(request)
                        .get(begun ? "notice.measuring" : "notice.measuring-already", "seconds", MEASURED.toSeconds()));
    }

    private Response safeMode(Request request) throws Exception {
        String to = request.text("to");
        if (!List.of("on", "as-before", "as-now").contains(to)) {
            throw Problem.invalid("to", "must be on, as-before or as-now").asException();
        }
        try {
            requests.safeMode(to.equals("on"), to.equals("as-before"), asker(request));
            return Response.seeOther(HOME).notice(phrases(request).get("notice.safe." + to));
        } catch (ProblemException e) {
            return list(request, e.problem().detail()).status(e.problem().status());
        }
    }

    /** A part as its page shows it. */
    public record PartLine(String name, String shortName, String offers, boolean on) {}

    private Response parts(Request request) {
        Phrases phrases = phrases(request);
        Overview.View view = requests.swaps().overview().find(request.path("id"));
        List<PartLine> lines = requests.swaps().overview().parts(view.id()).stream()
                .map(part -> new PartLine(
                        part.name(),
                        part.shortName(),
                        part.offers().stream()
                                .map(kind -> phrases.has("part." + kind) ? phrases.get("part." + kind) : kind)
                                .collect(Collectors.joining(", ")),
                        part.on()))
                .toList();
        String title =
                phrases.get("parts.title", "name", view.words(phrases.spoken()).name());
        return page(
                title,
                templates
                        .parts(
                                phrases,
                                title,
                                lines,
                                request.at(HOME + "/" + view.id() + "/parts"),
                                view.installed().map(Installed::number).orElse(0L),
                                request.at(HOME),
                                request.formToken())
                        .render());
    }

    private Response switchParts(Request request) {
        String id = request.path("id");
        long seen = request.parameter("generation")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(-1L);
        if (requests.swaps().ledger().installed(id).map(Installed::number).orElse(0L) != seen) {
            return list(request, phrases(request).get("parts.changed")).status(409);
        }
        Set<String> off = requests.swaps().overview().parts(id).stream()
                .map(Part::name)
                .filter(name -> !request.parameters("on").contains(name))
                .collect(Collectors.toSet());
        try {
            requests.parts(id, off, asker(request));
            return Response.seeOther(HOME).notice(phrases(request).get("notice.restart", "plugin", id));
        } catch (ProblemException e) {
            return list(request, e.problem().detail()).status(e.problem().status());
        }
    }

    /** What an act would do, and the button that does it. */
    private Response plan(Request request) throws Exception {
        Phrases phrases = phrases(request);
        String word = request.parameter("act").orElse("");
        Act act = ACTS.get(word);
        if (act == null) {
            throw Problem.invalid("act", "is \"" + word + "\"; it can be one of " + new TreeSet<>(ACTS.keySet()))
                    .asException();
        }
        try {
            Plan plan = requests.plan(request.path("id"), act, request.parameter("version"));
            Overview.View view = requests.swaps().overview().find(plan.plugin());
            PlanView shown = PlanView.of(plan, view, release(plan), warnings(plan), phrases);
            String html = templates
                    .plan(phrases, shown, request.at(HOME), request.formToken())
                    .render();
            return page(shown.title(), html);
        } catch (ProblemException e) {
            return list(request, e.problem().detail()).status(e.problem().status());
        }
    }

    private List<Warning> warnings(Plan plan) {
        return plan.to()
                .map(version -> requests.swaps().catalogue().sites().warnings(plan.plugin(), version))
                .orElse(List.of());
    }

    private Optional<Release> release(Plan plan) {
        return plan.to().flatMap(version -> requests.swaps().catalogue().releases(plan.plugin()).stream()
                .filter(release -> release.version().equals(version))
                .findFirst());
    }

    private Response act(Request request, Act act) {
        try {
            requests.swaps()
                    .ask(
                            request.path("id"),
                            act,
                            request.parameter("version").filter(version -> !version.isEmpty()),
                            asker(request));
            return Response.seeOther(HOME)
                    .notice(phrases(request).get("notice." + act.word(), "plugin", request.path("id")));
        } catch (ProblemException e) {
            return list(request, e.problem().detail()).status(e.problem().status());
        }
    }

    private Response hold(Request request, boolean hold) {
        String plugin = request.path("id");
        requests.swaps().hold(plugin, hold, asker(request));
        return Response.seeOther(HOME)
                .notice(phrases(request).get(hold ? "notice.hold" : "notice.release", "plugin", plugin));
    }

    private Response history(Request request) {
        Phrases phrases = phrases(request);
        Overview.View view = requests.swaps().overview().find(request.path("id"));
        List<Past> past = requests.swaps().overview().history(view.id()).stream()
                .map(swap -> Past.of(swap, phrases, clock))
                .toList();
        String title = phrases.get(
                "history.title", "name", view.words(phrases.spoken()).name());
        return page(
                title, templates.history(phrases, title, past, request.at(HOME)).render());
    }

    /**
     * A swap as the history shows it.
     *
     * @param css of its chip
     */
    public record Past(String what, String when, String css, String state, String reason, List<Card.Line> steps) {

        /** Among those of other features. */
        static Past named(String feature, Swap swap, Phrases phrases, Clock clock) {
            Past past = of(swap, phrases, clock);
            return new Past(
                    feature + ": " + past.what(), past.when(), past.css(), past.state(), past.reason(), past.steps());
        }

        static Past of(Swap swap, Phrases phrases, Clock clock) {
            String before = swap.from().orElse("");
            String after = swap.to().orElse("");
            String versions = before.isEmpty() || before.equals(after)
                    ? after
                    : after.isEmpty() ? before : before + " → " + after;
            return new Past(
                    phrases.get("act." + swap.act().word()) + " " + versions,
                    phrases.moment(swap.moments().getFirst().at()),
                    switch (swap.state()) {
                        case DONE -> "good";
                        case ROLLED_BACK -> "bad";
                        default -> "info";
                    },
                    phrases.get("step." + swap.state()),
                    swap.reason().map(note -> note.in(phrases)).orElse(""),
                    Card.lines(swap, phrases, clock));
        }
    }

    private Response upload(Request request, String problem) {
        Phrases phrases = phrases(request);
        String html = templates
                .upload(phrases, request.at(HOME + "/upload"), request.formToken(), requests.takesUnsigned(), problem)
                .render();
        return page(phrases.get("upload.title"), html);
    }

    private Response take(Request request) throws IOException {
        Phrases phrases = phrases(request);
        try {
            Path archive = request.files().get("file");
            if (archive == null) {
                return upload(request, phrases.get("upload.missing")).status(400);
            }
            Feature feature = requests.upload(archive);
            requests.swaps()
                    .ask(feature.id(), requests.actFor(feature.id()), Optional.of(feature.version()), asker(request));
            return Response.seeOther(HOME)
                    .notice(phrases.get(
                            "notice.uploaded",
                            "name",
                            feature.names().in(phrases.spoken()).name()));
        } catch (ProblemException e) {
            return upload(request, e.problem().detail()).status(e.problem().status());
        }
    }
}
