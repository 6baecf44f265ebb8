/*
 * Copyright (c) 2026 the Allmende contributors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.allmende.campaigns;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.allmende.api.content.Ref;
import org.allmende.api.member.Member;
import org.allmende.api.member.Permission;
import org.allmende.api.problem.Problem;
import org.allmende.api.store.Store;
import org.allmende.api.text.Messages;
import org.allmende.api.web.Endpoint;
import org.allmende.api.web.Html;
import org.allmende.api.web.Request;
import org.allmende.api.web.Response;
import org.allmende.api.web.Route;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What readers do with an announcement: follow its link or put it away. Thread-safe. */
@Component(service = Route.class)
public final class ReaderRoute implements Route {

    private final Campaigns campaigns;
    private final Store store;
    private final Clock clock;
    private final Messages messages;

    @Activate
    public ReaderRoute(
            @Reference Campaigns campaigns,
            @Reference Store store,
            @Reference Clock clock,
            @Reference Messages messages) {
        this.campaigns = campaigns;
        this.store = store;
        this.clock = clock;
        this.messages = messages;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/campaigns/{id}/dismiss", Permission.READ, this::dismiss),
                Endpoint.get("/campaigns/{id}/go", Permission.READ, this::go));
    }

    private Response dismiss(Request request) {
        Optional<Ref> member = request.viewer().member().map(Member::ref);
        Optional<Campaign> campaign = announcement(request);
        // Put away after it has gone: that is what was wanted.
        campaign.ifPresent(it -> store.writeNow(Campaigns.dismissed(it.id(), member, clock.instant())));
        Response response = request.partial()
                ? Response.part(Html.NOTHING)
                : Response.seeOther(within(request.parameter("back").orElse("/")));
        return campaign.isPresent() && member.isEmpty()
                ? response.header(
                        "Set-Cookie", GuestCookie.with(request, campaign.get().id()))
                : response;
    }

    private Response go(Request request) {
        Campaign campaign = announcement(request)
                .filter(it -> !it.plan().link().isEmpty())
                .orElseThrow(() -> Problem.notFound(messages.in(
                                        request.viewer().locale(),
                                        request.viewer().zone())
                                .get("problem.gone"))
                        .asException());
        Optional<Ref> member = request.viewer().member().map(Member::ref);
        store.write(Campaigns.clicked(campaign.id(), member, clock.instant()));
        String link = campaign.plan().link();
        // 303 stays on this deployment; its makers may lead elsewhere, so that is 302.
        Response response = link.startsWith("/")
                ? Response.seeOther(link)
                : Response.empty().status(302).header("Location", link).header("Referrer-Policy", "no-referrer");
        return member.isEmpty() ? response.header("Set-Cookie", GuestCookie.with(request, campaign.id())) : response;
    }

    private Optional<Campaign> announcement(Request request) {
        String id = request.path("id");
        return id.matches("[0-9]{1,18}")
                ? campaigns
                        .find(Long.parseLong(id))
                        .filter(it -> it.plan().kind() == Kind.ANNOUNCEMENT && it.stage() != Stage.DRAFT)
                : Optional.empty();
    }

    private static String within(String path) {
        boolean good = path.startsWith("/") && !path.startsWith("//") && path.indexOf('\\') < 0;
        return good ? path : "/";
    }
}
