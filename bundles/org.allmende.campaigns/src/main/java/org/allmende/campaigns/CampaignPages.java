/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.allmende.api.content.Ref;
import org.allmende.api.content.Space;
import org.allmende.api.host.Capability;
import org.allmende.api.host.Hosts;
import org.allmende.api.member.Member;
import org.allmende.api.member.Members;
import org.allmende.api.member.Role;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Markup;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Area;
import org.allmende.api.web.Assets;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Handler;
import org.allmende.api.web.Html;
import org.allmende.api.web.MenuEntry;
import org.allmende.api.web.Page;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.allmende.campaigns.template.StaticTemplates;
import org.allmende.campaigns.view.CampaignView;
import org.allmende.campaigns.view.Form;
import org.allmende.campaigns.view.ResultView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The pages on which campaigns are made, watched and ended. Thread-safe. */
@Component(service = Route.class)
public final class CampaignPages implements Route {

    private static final String PATH = "/admin/campaigns";
    private static final int PAGE = 50;
    private static final int MOST_SPACES = 200;
    private static final DateTimeFormatter FIELD = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm", Locale.ROOT);

    private final Campaigns campaigns;
    private final CampaignDesk desk;
    private final PlanReader plans;
    private final Explained explained;
    private final Banners banners;
    private final Hosts hosts;
    private final Members members;
    private final Markup markup;
    private final Messages messages;
    private final Assets assets;
    private final Clock clock;
    private final StaticTemplates templates = new StaticTemplates();

    @Activate
    public CampaignPages(
            @Reference Campaigns campaigns,
            @Reference CampaignDesk desk,
            @Reference PlanReader plans,
            @Reference Explained explained,
            @Reference Banners banners,
            @Reference Hosts hosts,
            @Reference Members members,
            @Reference Markup markup,
            @Reference Messages messages,
            @Reference Assets assets,
            @Reference Clock clock) {
        this.campaigns = campaigns;
        this.desk = desk;
        this.plans = plans;
        this.explained = explained;
        this.banners = banners;
        this.hosts = hosts;
        this.members = members;
        this.markup = markup;
        this.messages = messages;
        this.assets = assets;
        this.clock = clock;
    }

    @Override
    public List<Endpoint> endpoints() {
        MenuEntry menu = new MenuEntry(
                Area.ADMINISTRATION,
                60,
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("menu.community"),
                viewer -> messages.in(viewer.locale(), viewer.zone()).get("campaigns.title"));
        return List.of(
                Endpoint.get(PATH, CampaignDesk.MANAGE, this::list).menu(menu),
                Endpoint.get(PATH + "/new", CampaignDesk.MANAGE, this::blank),
                Endpoint.post(PATH + "/new", CampaignDesk.MANAGE, this::make),
                Endpoint.get(PATH + "/{id}", CampaignDesk.MANAGE, this::one),
                Endpoint.get(PATH + "/{id}/edit", CampaignDesk.MANAGE, this::edit),
                Endpoint.post(PATH + "/{id}/edit", CampaignDesk.MANAGE, this::change),
                Endpoint.post(PATH + "/{id}/start", CampaignDesk.MANAGE, act("started", desk::start)),
                Endpoint.post(PATH + "/{id}/pause", CampaignDesk.MANAGE, act("paused", desk::pause)),
                Endpoint.post(PATH + "/{id}/stop", CampaignDesk.MANAGE, act("stopped", desk::stop)));
    }

    /** An act of the desk on one campaign. */
    private interface Act {
        Campaign on(org.allmende.api.member.Viewer who, String client, Campaign campaign);
    }

    private Handler act(String done, Act act) {
        return request -> {
            Campaign campaign = asked(request);
            Phrases say = say(request);
            try {
                act.on(request.viewer(), request.client(), campaign);
                return Response.seeOther(PATH + "/" + campaign.id())
                        .notice(say.get(
                                "done." + done + "." + campaign.plan().kind().word()));
            } catch (Rejected e) {
                return Response.seeOther(PATH + "/" + campaign.id())
                        .notice(e.faults().getFirst().in(say));
            }
        };
    }

    private Response list(Request request) {
        Phrases say = say(request);
        long before = request.parameter("after")
                .filter(it -> it.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
        List<Campaign> found = campaigns.list(before, PAGE + 1);
        String next = found.size() > PAGE
                ? request.at(PATH) + "?after=" + found.get(PAGE - 1).id()
                : "";
        String html = templates
                .campaigns(
                        say,
                        request.at(PATH + "/new?kind=announcement"),
                        request.at(PATH + "/new?kind=topic"),
                        found.stream()
                                .limit(PAGE)
                                .map(it -> view(it, request, say, List.of()))
                                .toList(),
                        next)
                .render();
        return page(say.get("campaigns.title"), html);
    }

    private Response one(Request request) {
        Phrases say = say(request);
        Campaign campaign = asked(request);
        String html = templates
                .campaign(
                        say,
                        request.formToken(),
                        view(campaign, request, say, explained.lines(campaign.plan(), say)),
                        preview(campaign.plan(), request, say),
                        results(campaign, say))
                .render();
        return page(campaign.plan().title(), html);
    }

    private Response blank(Request request) {
        Kind kind = request.parameter("kind").flatMap(Kind::of).orElse(Kind.ANNOUNCEMENT);
        Map<String, String> values = new HashMap<>();
        values.put("kind", kind.word());
        if (kind == Kind.TOPIC) {
            values.put("zone", request.viewer().zone().getId());
            request.viewer().member().ifPresent(it -> values.put("author", it.name()));
        }
        Form form = form(request, values, Map.of(), Map.of());
        return editor(request, say(request).get("new." + kind.word()), PATH + "/new", PATH, form, Optional.empty());
    }

    private Response make(Request request) {
        Draft draft = draft(request);
        Phrases say = say(request);
        String title =
                say.get("new." + Kind.of(draft.kind()).orElse(Kind.ANNOUNCEMENT).word());
        return typed(request, draft, title, PATH + "/new", PATH, () -> {
            Campaign made = desk.make(request.viewer(), request.client(), draft, Optional.empty());
            return Response.seeOther(PATH + "/" + made.id()).notice(say.get("done.saved"));
        });
    }

    private Response edit(Request request) {
        Campaign campaign = asked(request);
        String here = PATH + "/" + campaign.id();
        if (!campaign.stage().isEditable()) {
            return Response.seeOther(here)
                    .notice(say(request).get(campaign.stage().isOver() ? "fault.over" : "fault.live"));
        }
        return editor(
                request,
                say(request).get("act.edit"),
                here + "/edit",
                here,
                form(request, draft(campaign.plan()), Map.of()),
                Optional.of(campaign.plan()));
    }

    private Response change(Request request) {
        Campaign campaign = asked(request);
        Draft draft = draft(request);
        Phrases say = say(request);
        String here = PATH + "/" + campaign.id();
        return typed(request, draft, say.get("act.edit"), here + "/edit", here, () -> {
            desk.change(request.viewer(), request.client(), campaign, draft);
            return Response.seeOther(here).notice(say.get("done.saved"));
        });
    }

    /** What was typed is kept, shown or corrected; nothing typed is lost. */
    private Response typed(
            Request request,
            Draft draft,
            String title,
            String action,
            String back,
            java.util.function.Supplier<Response> keep) {
        Phrases say = say(request);
        try {
            if (request.parameter("preview").isPresent()) {
                Campaign.Plan plan = plans.read(draft, request.viewer());
                return editor(request, title, action, back, form(request, draft, Map.of()), Optional.of(plan));
            }
            return keep.get();
        } catch (Rejected e) {
            Map<String, String> faults = new HashMap<>();
            e.faults().forEach(it -> faults.putIfAbsent(it.field(), it.in(say)));
            return editor(request, title, action, back, form(request, draft, faults), Optional.empty())
                    .status(e.status());
        }
    }

    private Response editor(
            Request request, String title, String action, String back, Form form, Optional<Campaign.Plan> shown) {
        Phrases say = say(request);
        String html = templates
                .edit(
                        say,
                        request.formToken(),
                        request.at(action),
                        request.at(back),
                        title,
                        form.value("kind").equals(Kind.TOPIC.word()),
                        form,
                        shown.map(it -> preview(it, request, say)).orElse(Html.NOTHING),
                        shown.map(it -> explained.lines(it, say)).orElse(List.of()))
                .render();
        return page(title, html);
    }

    private Html preview(Campaign.Plan plan, Request request, Phrases say) {
        if (plan.kind() == Kind.ANNOUNCEMENT) {
            return banners.preview(plan, request);
        }
        String author = plan.author().flatMap(members::find).map(Member::name).orElse(say.get("explain.gone"));
        return Html.trusted(templates
                .quotedTopic(plan.title(), author, markup.html(plan.body()))
                .render());
    }

    private List<ResultView> results(Campaign campaign, Phrases say) {
        if (campaign.plan().kind() == Kind.TOPIC || campaign.stage() == Stage.DRAFT) {
            return List.of();
        }
        Campaigns.Results results = campaigns.results(campaign.id());
        return List.of(
                new ResultView(say.get("results.shown"), say.number(results.shown())),
                new ResultView(say.get("results.clicked"), say.number(results.clicked())),
                new ResultView(say.get("results.dismissed"), say.number(results.dismissed())),
                new ResultView(say.get("results.guests.clicked"), say.number(results.guestsClicked())),
                new ResultView(say.get("results.guests.dismissed"), say.number(results.guestsDismissed())));
    }

    private CampaignView view(Campaign campaign, Request request, Phrases say, List<String> audience) {
        Stage stage = campaign.stage();
        return new CampaignView(
                Long.toString(campaign.id()),
                request.at(PATH + "/" + campaign.id()),
                say.get("kind." + campaign.plan().kind().word()),
                campaign.plan().title(),
                say.get("stage." + stage.word()),
                tone(stage),
                explained.when(campaign.plan().window(), say),
                audience,
                stage.isEditable(),
                stage.isEditable(),
                stage.isLive(),
                !stage.isOver(),
                stage == Stage.PAUSED,
                campaign.plan().kind() == Kind.ANNOUNCEMENT);
    }

    private static String tone(Stage stage) {
        return switch (stage) {
            case DRAFT, FINISHED -> "plain";
            case SCHEDULED -> "info";
            case RUNNING -> "good";
            case PAUSED, STOPPED -> "warn";
        };
    }

    private Draft draft(Request request) {
        return new Draft(
                request.parameter("kind").orElse(Kind.ANNOUNCEMENT.word()),
                request.text("title"),
                request.text("body"),
                request.text("link"),
                request.text("linkLabel"),
                request.text("from"),
                request.text("until"),
                request.text("zone"),
                request.parameters("spaces"),
                request.parameters("roles"),
                request.parameters("locales"),
                request.text("space"),
                request.text("author"));
    }

    private Draft draft(Campaign.Plan plan) {
        return new Draft(
                plan.kind().word(),
                plan.title(),
                plan.body(),
                plan.link(),
                plan.linkLabel(),
                FIELD.format(plan.window().starts()),
                plan.window().ends().map(FIELD::format).orElse(""),
                plan.window().zone().map(ZoneId::getId).orElse(""),
                plan.audience().spaces().stream().map(Ref::toString).toList(),
                plan.audience().roles().stream().map(Role::word).toList(),
                plan.audience().locales().stream().map(Locale::toLanguageTag).toList(),
                plan.space().map(Ref::toString).orElse(""),
                plan.author().flatMap(members::find).map(Member::name).orElse(""));
    }

    private Form form(Request request, Draft draft, Map<String, String> faults) {
        Map<String, String> values = new HashMap<>();
        values.put("kind", draft.kind());
        values.put("title", draft.title());
        values.put("body", draft.body());
        values.put("link", draft.link());
        values.put("linkLabel", draft.linkLabel());
        values.put("from", draft.from());
        values.put("until", draft.until());
        values.put("zone", draft.zone());
        values.put("space", draft.space());
        values.put("author", draft.author());
        Map<String, List<String>> lists =
                Map.of("spaces", draft.spaces(), "roles", draft.roles(), "locales", draft.locales());
        return form(request, values, lists, faults);
    }

    private Form form(
            Request request, Map<String, String> values, Map<String, List<String>> lists, Map<String, String> faults) {
        Phrases say = say(request);
        boolean topic = Kind.TOPIC.word().equals(values.get("kind"));
        List<Form.Option> spaces = hosts.spaces().stream()
                .filter(it -> hosts.mayRead(request.viewer(), it.ref()))
                .filter(it -> !topic || hosts.can(it.ref(), Capability.PUBLISH))
                .limit(MOST_SPACES)
                .map(it -> new Form.Option(it.ref().toString(), name(it)))
                .toList();
        List<Form.Option> roles = Explained.roles().stream()
                .map(it -> new Form.Option(it.word(), say.get("role." + it.word())))
                .toList();
        List<Form.Option> locales = messages.languages().stream()
                .map(it -> new Form.Option(it.toLanguageTag(), say.language(it)))
                .sorted(Comparator.comparing(Form.Option::label))
                .toList();
        return new Form(values, lists, faults, zones(say, topic, clock.instant()), spaces, roles, locales);
    }

    private static String name(Space space) {
        return space.name();
    }

    private static List<Form.Option> zones(Phrases say, boolean topic, Instant now) {
        List<Form.Option> zones = new ArrayList<>();
        if (!topic) {
            zones.add(new Form.Option("", say.get("field.zone.own")));
        }
        zones.add(new Form.Option("UTC", "UTC"));
        for (String zone : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            if (zone.indexOf('/') > 0 && !zone.startsWith("Etc/") && !zone.startsWith("SystemV/")) {
                ZoneOffset offset = ZoneId.of(zone).getRules().getOffset(now);
                String hours = offset.getTotalSeconds() == 0 ? "" : offset.getId();
                zones.add(new Form.Option(zone, zone.replace('_', ' ') + " (UTC" + hours + ")"));
            }
        }
        return zones;
    }

    private Campaign asked(Request request) {
        String id = request.path("id");
        Optional<Campaign> found = id.matches("[0-9]{1,18}") ? campaigns.find(Long.parseLong(id)) : Optional.empty();
        return found.orElseThrow(
                () -> Problem.notFound(say(request).get("problem.gone")).asException());
    }

    private Response page(String title, String html) {
        return Response.page(
                Page.of(title, Html.trusted(html)).in(Area.ADMINISTRATION).style(assets.address("campaigns.css")));
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
