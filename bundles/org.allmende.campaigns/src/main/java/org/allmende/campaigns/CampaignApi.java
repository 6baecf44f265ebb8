/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Role;
import org.allmende.api.problem.Problem;
import org.allmende.api.text.Messages;
import org.allmende.api.text.Phrases;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Handler;
import org.allmende.api.web.Json;
import org.allmende.api.web.JsonBody;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Campaigns over HTTP. Times without an offset are wall clock: by {@code zone}, or by each member's own if there is none.
 * Thread-safe.
 */
@Component(service = Route.class)
public final class CampaignApi implements Route {

    private static final String PATH = "/api/v1/campaigns";
    private static final String ONE = PATH + "/{id}";

    private final Campaigns campaigns;
    private final CampaignDesk desk;
    private final PlanReader plans;
    private final Explained explained;
    private final Banners banners;
    private final Messages messages;

    @Activate
    public CampaignApi(
            @Reference Campaigns campaigns,
            @Reference CampaignDesk desk,
            @Reference PlanReader plans,
            @Reference Explained explained,
            @Reference Banners banners,
            @Reference Messages messages) {
        this.campaigns = campaigns;
        this.desk = desk;
        this.plans = plans;
        this.explained = explained;
        this.banners = banners;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(PATH, CampaignDesk.MANAGE, this::list)
                        .summary("Campaigns, the newest first")
                        .parameter("after", "string", false, "The id after which to go on, towards older ones")
                        .parameter("limit", "integer", false, "1 to 1000"),
                Endpoint.post(PATH, CampaignDesk.MANAGE, told(this::make))
                        .summary("Makes a draft: kind (announcement, topic), title, body, link, linkLabel, from, until,"
                                + " zone, audience {spaces, roles, locales}; for a topic space and author"),
                Endpoint.get(ONE, CampaignDesk.MANAGE, request -> Response.json(json(asked(request))))
                        .summary("A campaign"),
                Endpoint.patch(ONE, CampaignDesk.MANAGE, told(this::change))
                        .summary("Changes a draft or a paused campaign"),
                Endpoint.post(
                                ONE + "/start",
                                CampaignDesk.MANAGE,
                                told(request -> Response.json(
                                        json(desk.start(request.viewer(), request.client(), asked(request))))))
                        .summary("Starts or resumes a campaign"),
                Endpoint.post(
                                ONE + "/pause",
                                CampaignDesk.MANAGE,
                                told(request -> Response.json(
                                        json(desk.pause(request.viewer(), request.client(), asked(request))))))
                        .summary("Pauses a campaign"),
                Endpoint.post(
                                ONE + "/stop",
                                CampaignDesk.MANAGE,
                                told(request -> Response.json(
                                        json(desk.stop(request.viewer(), request.client(), asked(request))))))
                        .summary("Ends a campaign"),
                Endpoint.get(ONE + "/preview", CampaignDesk.MANAGE, this::preview)
                        .summary("How it looks, whom it reaches and when"),
                Endpoint.post(ONE + "/preview", CampaignDesk.MANAGE, this::preview)
                        .summary("How it looks, whom it reaches and when"),
                Endpoint.get(ONE + "/results", CampaignDesk.MANAGE, this::results)
                        .summary("How often it was shown, followed and dismissed"));
    }

    private Response list(Request request) {
        int limit = request.number("limit", 50, 1, 1000);
        String after = request.parameter("after").orElse(Long.toString(Long.MAX_VALUE));
        if (!after.matches("[0-9]{1,19}")) {
            throw Problem.invalid("after", "is the id of a campaign, such as 1207; take it from next")
                    .asException();
        }
        List<Campaign> found = campaigns.list(Long.parseLong(after), limit + 1);
        Optional<String> next = found.size() > limit
                ? Optional.of(Long.toString(found.get(limit - 1).id()))
                : Optional.empty();
        return Response.json(
                Json.list(found.stream().limit(limit).map(CampaignApi::json).toList(), next));
    }

    private Response make(Request request) {
        Campaign made = desk.make(
                request.viewer(), request.client(), draft(request.json(), Optional.empty()), request.idempotencyKey());
        return Response.json(json(made)).status(201).header("Location", PATH + "/" + made.id());
    }

    private Response change(Request request) {
        Campaign campaign = asked(request);
        Optional<String> tag = request.header("If-Match").map(String::strip).filter(it -> !it.equals("*"));
        if (tag.isPresent()
                && !tag.get().replace("W/", "").replace("\"", "").equals(Long.toString(campaign.revision()))) {
            throw Problem.of(
                            "overtaken",
                            412,
                            say(request).get("problem.overtaken"),
                            say(request).get("fault.overtaken"))
                    .asException();
        }
        Draft draft = draft(request.json(), Optional.of(campaign.plan()));
        return Response.json(json(desk.change(request.viewer(), request.client(), campaign, draft)));
    }

    private Response preview(Request request) {
        Campaign campaign = asked(request);
        Phrases say = say(request);
        Campaign.Plan plan = campaign.plan();
        Json json = Json.object(
                "firstAt", plan.window().first(),
                "lastAt", plan.window().last(),
                "explanation", explained.lines(plan, say));
        if (plan.kind() == Kind.ANNOUNCEMENT) {
            Explained.Reach reach = explained.reach(plan.audience());
            json = json.with("html", banners.preview(plan, request).value())
                    .with("members", reach.members())
                    .with("membersExact", !reach.more());
        }
        return Response.json(json);
    }

    private Response results(Request request) {
        Campaigns.Results results = campaigns.results(asked(request).id());
        return Response.json(Json.object(
                "shown", results.shown(),
                "clicked", results.clicked(),
                "dismissed", results.dismissed(),
                "guests", Json.object("clicked", results.guestsClicked(), "dismissed", results.guestsDismissed())));
    }

    /** What is not given stays as it was. */
    private static Draft draft(JsonBody body, Optional<Campaign.Plan> before) {
        Map<String, Object> audience = audience(body);
        Optional<Audience> old = before.map(Campaign.Plan::audience);
        Optional<Window> window = before.map(Campaign.Plan::window);
        return new Draft(
                text(body, "kind", before.map(it -> it.kind().word())),
                text(body, "title", before.map(Campaign.Plan::title)),
                text(body, "body", before.map(Campaign.Plan::body)),
                text(body, "link", before.map(Campaign.Plan::link)),
                text(body, "linkLabel", before.map(Campaign.Plan::linkLabel)),
                text(body, "from", window.map(it -> it.starts().toString())),
                text(body, "until", window.flatMap(Window::ends).map(Object::toString)),
                text(body, "zone", window.flatMap(Window::zone).map(Object::toString)),
                texts(audience, "spaces", old.map(it -> it.spaces().stream()
                        .map(Ref::toString)
                        .toList())),
                texts(audience, "roles", old.map(it -> it.roles().stream()
                        .map(Role::word)
                        .toList())),
                texts(audience, "locales", old.map(it -> it.locales().stream()
                        .map(Locale::toLanguageTag)
                        .toList())),
                text(body, "space", before.flatMap(Campaign.Plan::space).map(Ref::toString)),
                text(body, "author", before.flatMap(Campaign.Plan::author).map(Ref::toString)));
    }

    private static String text(JsonBody body, String field, Optional<String> before) {
        return body.all().containsKey(field) ? body.optionalText(field).orElse("") : before.orElse("");
    }

    private static Map<String, Object> audience(JsonBody body) {
        Object given = body.all().get("audience");
        if (given == null) {
            return Map.of();
        }
        if (!(given instanceof Map<?, ?> map)) {
            throw Problem.invalid("audience", "is an object such as {\"roles\":[\"member\"],\"locales\":[\"de\"]}")
                    .asException();
        }
        Map<String, Object> audience = new java.util.LinkedHashMap<>();
        map.forEach((name, value) -> audience.put(String.valueOf(name), value));
        return audience;
    }

    private static List<String> texts(Map<String, Object> audience, String field, Optional<List<String>> before) {
        Object given = audience.get(field);
        if (given == null) {
            return audience.containsKey(field) ? List.of() : before.orElse(List.of());
        }
        List<String> texts = new ArrayList<>();
        if (given instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            list.forEach(it -> texts.add((String) it));
            return texts;
        }
        throw Problem.invalid("audience." + field, "is a list of texts").asException();
    }

    private Campaign asked(Request request) {
        String id = request.path("id");
        Optional<Campaign> found = id.matches("[0-9]{1,18}") ? campaigns.find(Long.parseLong(id)) : Optional.empty();
        return found.orElseThrow(
                () -> Problem.notFound(say(request).get("problem.gone")).asException());
    }

    private Handler told(Handler handler) {
        return request -> {
            try {
                return handler.answer(request);
            } catch (Rejected e) {
                throw e.problem(say(request)).asException(e);
            }
        };
    }

    private static Json json(Campaign campaign) {
        Campaign.Plan plan = campaign.plan();
        return Json.object(
                "id", Long.toString(campaign.id()),
                "kind", plan.kind().word(),
                "title", plan.title(),
                "body", plan.body(),
                "link", plan.link(),
                "linkLabel", plan.linkLabel(),
                "state", campaign.stage().word(),
                "from", plan.window().starts().toString(),
                "until", plan.window().ends().map(Object::toString),
                "zone", plan.window().zone().map(Object::toString),
                "audience",
                        Json.object(
                                "spaces",
                                        plan.audience().spaces().stream()
                                                .map(Ref::id)
                                                .toList(),
                                "roles",
                                        plan.audience().roles().stream()
                                                .sorted()
                                                .map(Role::word)
                                                .toList(),
                                "locales",
                                        plan.audience().locales().stream()
                                                .map(Locale::toLanguageTag)
                                                .toList()),
                "space", plan.space(),
                "author", plan.author(),
                "created", campaign.created(),
                "creator", campaign.creator(),
                "revision", campaign.revision());
    }

    private Phrases say(Request request) {
        return messages.in(request.viewer().locale(), request.viewer().zone());
    }
}
